"""Every way we know to draw a picture in a page, with a benign coloured square of 120 x 120 pixels."""

import base64
import io
from urllib.parse import quote

from PIL import Image

ORANGE = (255, 128, 0)


def square(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 120), ORANGE).save(out, kind)
    return out.getvalue()


PNG, GIF, ICO = square(), square("GIF"), square("ICO")
URI = "data:image/png;base64," + base64.b64encode(PNG).decode()
BIG = "width:120px;height:120px;"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><rect width="120" height="120" fill="#f80"/></svg>'
SVG_URI = "data:image/svg+xml," + quote(SVG)
SPLIT = "da\tta:image/png;base64," + base64.b64encode(PNG).decode()
CELLS = "".join("<tr>" + "<td bgcolor=#f80 width=12 height=12></td>" * 10 + "</tr>" for _ in range(10))
STYLED = "".join("<tr>" + '<td style="background:#f80;width:12px;height:12px"></td>' * 10 + "</tr>" for _ in range(10))
MOSAIC = ",".join(f"{x}px {y}px 0 5px #f80" for x in range(0, 120, 10) for y in range(0, 120, 10))
TEXT = "".join(f'<span style="color:#f80">{"█" * 12}</span><br>' for _ in range(6))
FETCH = (
    "fetch('{URI}').then(r=>r.blob()).then(b=>{{i=new Image();i.src=URL.createObjectURL(b);document.body.append(i)}})"
)
CANVAS = "c=document.querySelector('canvas').getContext('2d');c.fillStyle='#f80';c.fillRect(0,0,120,120)"


def script(code: str) -> str:
    return f"<script>{code.format(URI=URI) if '{URI}' in code else code}</script>"


# name -> markup; LOADS need a request or a data: URI, PAINTS draw with colours of the page itself.
LOADS = {
    "img-file": '<img src="/n.png">',
    "img-far": '<img src="http://127.0.0.1:1/n.png">',
    "img-data": f'<img src="{URI}">',
    "img-data-tab": f'<img src="{SPLIT}">',
    "img-data-capitals": f'<img src="{URI.replace("data:image", "DATA:IMAGE")}">',
    "img-svg-data": f'<img src="{SVG_URI}">',
    "srcset": f'<img srcset="{URI} 1x">',
    "picture": f'<picture><source srcset="{URI}"><img src="/n.png"></picture>',
    "css-block": f"<style>.a{{{BIG}background:url({URI})}}</style><div class=a></div>",
    "css-attribute": f"<div style=\"{BIG}background-image:url('{URI}')\"></div>",
    "css-escaped": f'<style>.a{{{BIG}background:url("\\64 ata{URI[4:]}")}}</style><div class=a></div>',
    "css-content": f'<style>.a::before{{content:url("{URI}")}}</style><div class=a></div>',
    "css-list": f"<ul style=\"list-style-image:url('{URI}')\"><li>a</li></ul>",
    "css-border": f"<div style=\"{BIG}border:40px solid;border-image:url('{URI}') 40\"></div>",
    "css-cursor": f"<div style=\"{BIG}cursor:url('{URI}'),auto\"></div>",
    "css-mask-import": f"<style>@import url('data:text/css,.a{{background:url({URI})}}');.a{{{BIG}}}</style><div class=a></div>",
    "font-face": f'<style>@font-face{{font-family:F;src:url("{URI}")}}p{{font-family:F}}</style><p>text</p>',
    "background": f'<table background="{URI}" width=120 height=120><tr><td>a</td></tr></table>',
    "svg-image": f'<svg width=120 height=120><image width=120 height=120 href="{URI}"/></svg>',
    "svg-use": f'<svg width=120 height=120><use href="{SVG_URI}#a"/></svg>',
    "poster": f'<video poster="{URI}" width=120 height=120></video>',
    "video": '<video src="/n.mp4" width=120 height=120 autoplay></video>',
    "iframe": f'<iframe src="{URI}" width=140 height=140></iframe>',
    "srcdoc": f"<iframe srcdoc=\"<img src='{URI}'>\" width=140 height=140></iframe>",
    "object": f'<object data="{URI}" type="image/png"></object>',
    "embed": f'<embed src="{URI}" type="image/png">',
    "input": f'<input type=image src="{URI}">',
    "icon": f'<link rel=icon href="data:image/x-icon;base64,{base64.b64encode(ICO).decode()}">',
    "refresh": f"<meta http-equiv=refresh content=\"0;url=data:text/html,<img src='{URI}'>\">",
    "blob": script(FETCH),
    "script-html": script("document.write('<img src=\"{URI}\">')"),
    "canvas": "<canvas width=120 height=120></canvas>" + script(CANVAS),
    "noscript": f'<noscript><img src="{URI}"></noscript>',
    "template": f'<template><img src="{URI}"></template>',
    "comment": f'<!-- <img src="{URI}"> -->',
    "mathml": f'<math><mtext><img src="{URI}"></mtext></math>',
    "textarea-break": f'<textarea></textarea><img src="{URI}"></textarea>',
}
PAINTS = {
    "svg-inline": SVG,
    "cells-bgcolor": f"<table cellspacing=0>{CELLS}</table>",
    "cells-style": f"<table cellspacing=0>{STYLED}</table>",
    "text-blocks": TEXT,
    "gradient": f'<div style="{BIG}background:linear-gradient(#f80,#08f)"></div>',
    "shadows": f'<div style="width:1px;height:1px;box-shadow:{MOSAIC}"></div>',
    "mathml-colour": f'<math><mtext mathbackground="#f80" style="{BIG}">{"█" * 60}</mtext></math>',
    "grey": "".join(f'<div style="width:120px;height:1px;background:rgb({v},{v},{v})"></div>' for v in range(60, 180)),
}
EVERY = {**LOADS, **PAINTS}


def page(body: str) -> str:
    return f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8></head><body><p>A bridge and a cat.</p>{body}</body></html>"
