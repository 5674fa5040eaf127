"""SVG drawings reduced to shapes and text: an allow-list of elements and attributes, no scripts, no addresses."""

import re
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from question_bank.formats.rules.losses import Loss

MAX_ELEMENTS: Final = 20_000
MAX_DEPTH: Final = 100
_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_ELEMENTS: Final = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline"),
    *("polygon", "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "clipPath", "mask"),
    *("pattern", "marker", "switch"),
}
_ATTRIBUTES: Final = {
    *("id", "class", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "dx", "dy", "d"),
    *("width", "height", "viewBox", "preserveAspectRatio", "points", "transform", "offset", "rotate", "version"),
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "color", "display"),
    *("visibility", "overflow", "clip-path", "clip-rule", "mask", "marker-start", "marker-mid", "marker-end"),
    *("stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "spreadMethod", "patternUnits"),
    *(
        "patternContentUnits",
        "patternTransform",
        "markerWidth",
        "markerHeight",
        "markerUnits",
        "orient",
        "refX",
        "refY",
    ),
    *("clipPathUnits", "maskUnits", "maskContentUnits", "font-family", "font-size", "font-style", "font-weight"),
    *("font-variant", "font-stretch", "text-anchor", "text-decoration", "dominant-baseline", "alignment-baseline"),
    *("baseline-shift", "letter-spacing", "word-spacing", "writing-mode", "textLength", "lengthAdjust", "startOffset"),
    *("direction", "unicode-bidi", "paint-order", "vector-effect", "shape-rendering", "text-rendering", "role"),
    *("aria-label", "lang", "style", "href"),
}
_LENGTH: Final = re.compile(r"\s*\+?(\d+(?:\.\d+)?|\.\d+)(px|pt|pc|mm|cm|in|em|ex)?\s*\Z")
_PIXELS: Final = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "em": 16.0,
    "ex": 8.0,
}
_LOCAL: Final = re.compile(r"""url\(\s*["']?#[\w.:-]+["']?\s*\)""")
_ACTIVE: Final = re.compile(
    r"url\s*\(|expression|@import|javascript:|data:|\\|&#|/\*|image-set|src\s*\(", re.IGNORECASE
)
_STYLE_NAMES: Final = re.compile(r"[a-z-]+\Z")


class Unreadable(ValueError):
    """Not an SVG drawing that could be shown; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Drawing:
    """A drawing without anything active; sizes in pixels."""

    content: bytes
    width: int
    height: int
    losses: tuple[Loss, ...]


def sanitised(content: bytes, *, longest: int) -> Drawing:
    """The drawing made of listed elements and attributes only. Raises :class:`Unreadable`."""
    root = _parsed(content)
    width, height = _size(root)
    if not (1 <= width <= longest and 1 <= height <= longest):
        raise Unreadable(
            f"SVG 的尺寸為 {width:g}×{height:g}，每邊須為 1 至 {longest} 像素。",
            f"The SVG measures {width:g}×{height:g}; each side must be 1 to {longest} pixels.",
        )
    removed: set[str] = set()
    clean = _kept(root, removed)
    etree.cleanup_namespaces(clean)
    clean.set("width", f"{width:g}")
    clean.set("height", f"{height:g}")
    _bound_uses(clean)
    return Drawing(etree.tostring(clean, encoding="utf-8"), round(width), round(height), _losses(removed))


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("SVG 不是正確的 XML。", "The SVG is not well-formed XML.") from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None and list(document.internalDTD.iterentities()):
        raise Unreadable("SVG 含有實體宣告，不予接受。", "The SVG declares entities; it is refused.")
    if etree.QName(root).localname != "svg" or etree.QName(root).namespace not in (_NAMESPACE, None):
        raise Unreadable("檔案的根元素不是 svg。", "The root element is not svg.")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise Unreadable("SVG 的元素過多。", "The SVG has too many elements.")
    return root


def _size(root: Any) -> tuple[float, float]:
    """Width and height in pixels, from the attributes or else the viewBox."""
    box = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))]
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        if width and not height:
            height = width * box[3] / box[2]
        elif height and not width:
            width = height * box[2] / box[3]
        elif not width:
            width, height = box[2], box[3]
    if not width or not height:
        raise Unreadable(
            "SVG 沒有尺寸，請加上 width、height 或 viewBox。", "The SVG has no size; add width, height or a viewBox."
        )
    return width, height


def _pixels(text: str) -> float:
    match = _LENGTH.match(text)
    return float(match[1]) * _PIXELS[match[2] or ""] if match else 0.0


def _kept(element: Any, removed: set[str], depth: int = 0) -> Any:
    """A copy of the element with listed descendants; names of everything left out are added to ``removed``."""
    copy = etree.Element(f"{{{_NAMESPACE}}}{etree.QName(element).localname}", nsmap={None: _NAMESPACE})
    for name, value in element.attrib.items():
        _keep_attribute(copy, etree.QName(name), value, removed)
    copy.text = element.text
    for child in element:
        kept = _kept(child, removed, depth + 1) if _is_listed(child, depth) else None
        if kept is None:
            removed.add(_label(child))
            _append_text(copy, child.tail)
            continue
        kept.tail = child.tail
        copy.append(kept)
    return copy


def _is_listed(element: Any, depth: int) -> bool:
    if not isinstance(element.tag, str) or depth >= MAX_DEPTH:
        return False
    name = etree.QName(element)
    return name.namespace in (_NAMESPACE, None) and name.localname in _ELEMENTS


def _label(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else "entity"


def _append_text(parent: Any, text: str | None) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")


def _keep_attribute(copy: Any, name: Any, value: str, removed: set[str]) -> None:
    local = name.localname
    if local == "href" and name.namespace in (None, _XLINK):
        if re.fullmatch(r"#[\w.:-]+", value.strip()):
            copy.set("href", value.strip())
        else:
            removed.add("href")
    elif name.namespace == "http://www.w3.org/XML/1998/namespace" or local == "version":
        return  # spaces and versions change nothing that is seen
    elif name.namespace is not None or local not in _ATTRIBUTES:
        if name.namespace is None:  # editors' own attributes are of no account
            removed.add(local)
    elif local == "style":
        _keep_style(copy, value, removed)
    elif _ACTIVE.search(_LOCAL.sub("", value)):
        removed.add(local)
    else:
        copy.set(local, value)


def _keep_style(copy: Any, style: str, removed: set[str]) -> None:
    """Declarations without addresses; a style of a drawing moves nothing outside of it."""
    kept = []
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        if not colon:
            continue
        if _STYLE_NAMES.match(name.strip()) and not _ACTIVE.search(_LOCAL.sub("", value)):
            kept.append(f"{name.strip()}:{value.strip()}")
        else:
            removed.add("style")
    if kept:
        copy.set("style", ";".join(kept))


def _bound_uses(root: Any) -> None:
    """Refuse drawings that grow by ``use`` of ``use``: each level multiplies what is drawn. Raises :class:`Unreadable`."""
    known = {element.get("id"): element for element in root.iter() if element.get("id")}
    total = 0
    for element in root.iter(f"{{{_NAMESPACE}}}use"):
        total += _weight(element, known, 0)
        if total > MAX_ELEMENTS:
            raise Unreadable(
                "SVG 的 use 引用展開後過大。", "The SVG grows too large when its use references are drawn."
            )


def _weight(use: Any, known: dict[str, Any], depth: int) -> int:
    target = known.get((use.get("href") or "")[1:])
    if target is None:
        return 1
    if depth > 5:
        raise Unreadable("SVG 的 use 引用層數過多。", "The use references of the SVG are nested too deeply.")
    weight = 1
    for element in target.iter():
        inside = element.tag == f"{{{_NAMESPACE}}}use"
        weight += _weight(element, known, depth + 1) if inside else 1
        if weight > MAX_ELEMENTS:
            break
    return weight


def _losses(removed: set[str]) -> tuple[Loss, ...]:
    if not removed:
        return ()
    names = ", ".join(sorted(removed)[:12])
    return (
        Loss(
            "svg_reduced",
            f"SVG 中不允許的部分已移除：{names}。請確認圖形仍然正確。",
            f"Parts of the SVG that are not allowed were removed: {names}. Check that the drawing is still right.",
        ),
    )
