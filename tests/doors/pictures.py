"""Every way we know to draw a picture in a page, with a benign coloured square of 120 x 120 pixels."""

import base64
import io
from urllib.parse import quote

from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
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


WEBGL = "g=document.querySelector('canvas').getContext('webgl');g.clearColor(1,.5,0,1);g.clear(g.COLOR_BUFFER_BIT)"
CODECS = (
    "new ImageDecoder({{type:'image/png',data:await(await fetch('{URI}')).arrayBuffer()}}).decode().then(d=>"
    "document.querySelector('canvas').getContext('2d').drawImage(d.image,0,0))"
)
BITMAP = (
    "o=new OffscreenCanvas(120,120);x=o.getContext('2d');x.fillStyle='#f80';x.fillRect(0,0,120,120);"
    "document.querySelector('canvas').getContext('bitmaprenderer').transferFromImageBitmap(o.transferToImageBitmap())"
)
FRAME = "<canvas width=120 height=120></canvas>"
FILTER = f'<svg xmlns="http://www.w3.org/2000/svg"><filter id="f"><feImage href="{URI}"/></filter></svg>'


def coloured_font() -> str:
    """A font whose letter A is an orange square, as a data: URI."""
    pen = TTGlyphPen(None)
    for number, point in enumerate(((0, 0), (0, 1000), (1000, 1000), (1000, 0))):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "A", "square"])
    made.setupCharacterMap({65: "A"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph(), "square": pen.glyph()})
    made.setupHorizontalMetrics({name: (1000, 0) for name in (".notdef", "A", "square")})
    made.setupHorizontalHeader(ascent=1000, descent=0)
    made.setupNameTable({"familyName": "Square", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    made.font["COLR"], made.font["CPAL"] = buildCOLR({"A": [("square", 0)]}), buildCPAL([[(1.0, 0.5, 0.0, 1.0)]])
    out = io.BytesIO()
    made.save(out)
    return "data:font/ttf;base64," + base64.b64encode(out.getvalue()).decode()


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
    "webgl": FRAME + script(WEBGL),
    "webcodecs": FRAME + f"<script type=module>{CODECS.format(URI=URI)}</script>",
    "bitmap": FRAME + script(BITMAP),
    "font-colour": f'<style>@font-face{{font-family:Q;src:url("{coloured_font()}")}}</style><p style="font:120px Q">A</p>',
    "css-element": f'<img id=e src="{URI}"><div style="{BIG}background:element(#e);background:-moz-element(#e)"></div>',
    "css-image-set": f"<div style=\"{BIG}background:image-set('{URI}' 1x)\"></div>",
    "css-cross-fade": f"<div style=\"{BIG}background:-webkit-cross-fade(url('{URI}'),url('{URI}'),50%)\"></div>",
    "css-variable": f"<div style=\"{BIG}--u:url('{URI}');background:var(--u)\"></div>",
    "css-attr": f'<div data-u="{URI}" style="{BIG}background:attr(data-u type(<url>))"></div>',
    "css-mask": f"<div style=\"{BIG}-webkit-mask:url('{URI}');mask:url('{URI}')\">A cat</div>",
    "css-filter": f"<p style=\"filter:url('data:image/svg+xml,{quote(FILTER)}#f')\">A cat</p>",
    "css-shape": f"<div style=\"float:left;{BIG}shape-outside:url('{URI}')\"></div>",
    "css-marker": f"<style>li::marker{{content:url('{URI}')}}</style><ul><li>A cat</ul>",
    "css-backdrop": f"<style>dialog::backdrop{{background:url('{URI}')}}</style><dialog open>A cat</dialog>",
    "css-reflect": f"<div style=\"{BIG}-webkit-box-reflect:below 0 url('{URI}')\">A cat</div>",
    "css-link": f'<link rel=stylesheet href="data:text/css,.l{{{BIG}background:url({quote(URI)})}}"><div class=l></div>',
    "preload": f'<link rel=preload as=image href="{URI}"><link rel=apple-touch-icon href="{URI}">',
    "fe-image": f'{FILTER}<p style="filter:url(#f)">A cat</p>',
    "svg-foreign": f'<svg width=120 height=120><foreignObject width=120 height=120><img src="{URI}"/></foreignObject></svg>',
    "shadow-root": f'<div><template shadowrootmode=open><img src="{URI}"></template></div>',
    "video-source": f'<video width=120 height=120><source src="{URI}"><track src="{URI}"></video>',
    "audio": f'<audio src="{URI}" controls></audio>',
    "object-image": f'<object data="/n.bin"><img src="{URI}"></object>',
    "frames": f'<frameset cols="*"><frame src="{URI}"></frameset>',
    "xslt": f'<?xml-stylesheet type="text/xsl" href="data:text/xsl,{quote(f"<img src={URI}>")}"?>',
    "meta-image": f'<meta property="og:image" content="{URI}"><meta name=msapplication-TileImage content="{URI}">',
    "json-ld": f'<script type="application/ld+json">{{"image":"{URI}"}}</script>',
    "text-base64": f"<p>{URI.partition(',')[2]}</p>",
    "text-hex": f"<pre>{PNG.hex()}</pre>",
    "attribute-base64": f'<div data-picture="{URI.partition(",")[2]}" title="{URI}">A cat</div>',
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
    "svg-path": '<svg width=120 height=120><path d="M0 0H120V120H0z" fill="#f80"/></svg>',
    "conic": f'<div style="{BIG}background:conic-gradient(#f80,#08f,#0f8,#f80)"></div>',
    "border": "<div style='width:0;border:60px solid;border-color:#f80 #08f #8f0 #f08'></div>",
    "outline": "<div style='margin:60px;width:9px;height:9px;outline:50px solid #f80'></div>",
    "underline": "<p style='font-size:60px;text-decoration:underline 50px #f80'>bridge</p>",
    "text-shadow": "<p style='font-size:60px;text-shadow:20px 20px 0 #f80'>bridge</p>",
    "text-stroke": "<p style='font-size:60px;-webkit-text-stroke:30px #f80'>bridge</p>",
    "clipped-text": "<p style='font-size:90px;background:#f80;-webkit-background-clip:text;color:transparent'>bridge</p>",
    "mask-colour": f'<div style="{BIG}background:#f80;mask:linear-gradient(#000,#000)"></div>',
    "filter-colour": f'<div style="{BIG}background:#000;filter:invert(.5) sepia(1) saturate(9)">cat</div>',
    "hr": "<hr size=120 width=120 color=#ff8800>",
    "meter": f'<meter value=1 style="{BIG}appearance:auto;transform:scale(1,8);margin:70px"></meter>',
    "progress": f'<progress value=1 style="{BIG}"></progress>',
    "colour-input": f'<input type=color value="#ff8800" style="{BIG}">',
    "checkbox": f'<input type=checkbox checked style="{BIG}accent-color:#f80">',
    "marquee": f'<marquee bgcolor="#ff8800" style="{BIG}">cat</marquee>',
    "fieldset": f'<fieldset style="{BIG}background:#f80"><legend>cat</legend></fieldset>',
    "black-shadows": f'<div style="width:1px;height:1px;box-shadow:{MOSAIC.replace("#f80", "#000")}"></div>',
    "black-cells": f"<table cellspacing=0>{CELLS.replace('#f80', '#000')}</table>",
    "grey": "".join(f'<div style="width:120px;height:1px;background:rgb({v},{v},{v})"></div>' for v in range(60, 180)),
}
EVERY = {**LOADS, **PAINTS}


def page(body: str) -> str:
    return f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8></head><body><p>A bridge and a cat.</p>{body}</body></html>"
