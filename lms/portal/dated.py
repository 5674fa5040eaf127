"""Dated settings of pages that span apps."""

from lms.core import dated

BULLETIN_EDITION = dated.declare(
    "portal.bulletin_edition",
    str,
    default=None,
    label_zh="現行簡章的版本日期（ISO 日期）",
    label_en="Date of the bulletin in force (ISO date)",
    basis="PRG-2",
    confidence="M",
)
