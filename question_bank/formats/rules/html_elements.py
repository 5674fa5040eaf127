"""The elements of HTML as the walk through them sees them: what kind each is, and what it is called."""

from typing import Any, Final

MAX_DEPTH: Final = 120
MARKS: Final = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var", "address"), "em"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
}
BLOCKS: Final = {
    *("p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "figure", "figcaption", "center"),
    *("dl", "dt", "dd", "fieldset", "legend", "details", "summary", "body", "html", "address", "caption", "hgroup"),
    *("form", "li", "tr", "td", "th", "tbody", "thead", "tfoot", "rubricblock", "itembody", "optgroup"),
}
HEADINGS: Final = {"h1": "##", "h2": "##", "h3": "###", "h4": "####", "h5": "####", "h6": "####"}
SILENT: Final = {"head", "title", "meta", "link", "base", "rp", "rtc", "col", "colgroup", "wbr", "template", "rt"}
ACTIVE: Final = {
    "audio": ("聲音", "sound"), "video": ("影片", "video"), "iframe": ("內嵌網頁", "embedded page"),
    "object": ("內嵌物件", "embedded object"), "embed": ("內嵌物件", "embedded object"),
    "applet": ("內嵌物件", "embedded object"), "script": ("程式碼", "script"), "style": ("樣式表", "style sheet"),
    "canvas": ("畫布", "canvas"), "input": ("輸入欄", "input field"), "select": ("選單", "menu"),
    "textarea": ("輸入欄", "input field"), "button": ("按鈕", "button"), "noscript": ("替代內容", "fallback content"),
    "frame": ("框架", "frame"), "frameset": ("框架", "frame"), "marquee": ("跑馬燈", "moving text"),
    "map": ("影像地圖", "image map"), "area": ("影像地圖", "image map"), "track": ("字幕", "captions"),
    "source": ("媒體來源", "media source"),
}  # fmt: skip
KEEPS_TEXT: Final = {"button", "noscript", "marquee", "object", "audio", "video", "textarea", "map"}


def local_name(element: Any) -> str:
    """The lower-case name of an element without its prefix or namespace; ``""`` for comments."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""
