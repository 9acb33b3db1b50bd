"""Re-creates portal/static/vendor from the npm package."""

from pathlib import Path

from portal.deploy import adapters, vendor


def vendor_govuk(package: Path, target: Path, mirrored: Path | None = None) -> list[str]:
    """Write the cleaned style sheet, script, licence and MANIFEST into target; returns the names written.

    package: the unpacked npm package. mirrored: its style sheet after `npx rtlcss`, for right-to-left languages; left
    out, the file of an earlier run stays in place and in the MANIFEST. Raises vendor.Unexpected, OSError, ValueError.
    """
    name, version, css, js = adapters.read_package(package)
    if (name, version) != (vendor.NAME, vendor.VERSION):
        raise vendor.Unexpected(f"this is {name} {version}, expected {vendor.NAME} {vendor.VERSION}")
    files = {
        "LICENSE": vendor.LICENSE,
        "govuk-frontend.min.css": vendor.style_sheet(css),
        "govuk-frontend.min.js": vendor.script(js),
    }
    kept = target / "govuk-frontend.rtl.min.css"
    if mirrored or kept.exists():
        files[kept.name] = vendor.style_sheet(adapters.read_text(mirrored or kept))
    files["MANIFEST"] = vendor.manifest(files)
    adapters.write_all(target, files)
    return sorted(files)
