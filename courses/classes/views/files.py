"""A table as a downloaded file."""

from django.http import HttpResponse

from courses.classes.selectors.tables import Table
from lms.core.tables import writing

KINDS = ("csv", "excel", "xlsx")
#: For tables with texts that learners wrote: only files no spreadsheet executes (PX-06).
GUARDED_KINDS = ("excel", "xlsx")


def table_response(kind: str, name: str, table: Table) -> HttpResponse:
    """``csv`` is raw for programs, ``excel`` a CSV that no spreadsheet executes, ``xlsx`` a workbook of typed cells."""
    header, rows = table
    if kind == "xlsx":
        body, content_type, suffix = writing.xlsx([(name, header, rows)]), writing.XLSX_TYPE, "xlsx"
    else:
        profile = writing.EXCEL if kind == "excel" else writing.MACHINE
        body, content_type, suffix = writing.csv_bytes(header, rows, profile=profile), writing.CSV_TYPE, "csv"
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
