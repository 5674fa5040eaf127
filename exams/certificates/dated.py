"""Dated settings of certificates (CER-3, CER-6, §17)."""

from lms.core import dated

PREFIX_GREEN = dated.declare(
    "certificates.prefix_green",
    str,
    default="GC",
    label_zh="綠領合格證明的編號字首",
    label_en="Prefix of green-collar certificate numbers",
    basis="CER-6：編號格式尚未公告，平台自訂",
    confidence="L",
)
PREFIX_IPAS = dated.declare(
    "certificates.prefix_ipas",
    str,
    default="NZ",
    label_zh="iPAS 證書的編號字首",
    label_en="Prefix of iPAS certificate numbers",
    basis="CER-1：編號格式尚未公告，平台自訂",
    confidence="L",
)
TERM_YEARS = dated.declare(
    "certificates.ipas_term_years",
    int,
    default=None,
    label_zh="iPAS 證書的有效年數（空白＝尚未公告）",
    label_en="Years an iPAS certificate is valid (blank: not announced)",
    basis="CER-3：尚未公告，最長 5 年",
    confidence="L",
)
