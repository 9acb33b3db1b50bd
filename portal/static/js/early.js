// Runs before the page is drawn, so that menus do not jump: says what this browser can do.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
