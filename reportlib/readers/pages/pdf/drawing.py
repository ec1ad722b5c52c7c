"""What pdfium tells of the objects painted on a page: their kinds, matrices, bounds and colours, by calls cheap enough for every object."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium

from reportlib.readers.pages.geometry import UPRIGHT, Extent, Matrix, around, moved, product

MAX_DEPTH = 8  # of forms within forms


def unchecked(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same function taking addresses as numbers: for those called once for each character and object, where ctypes' checks tell."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    prototype: Any = ctypes.CFUNCTYPE(result, *arguments)
    called: Callable[..., Any] = prototype(address)
    return called


_ADDRESS = ctypes.c_void_p
loose_box = unchecked(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, _ADDRESS, ctypes.c_int, _ADDRESS)
text_object = unchecked(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, ctypes.c_int)
fill_colour = unchecked(pdfium.FPDFPageObj_GetFillColor, ctypes.c_int, *[_ADDRESS] * 5)
render_mode = unchecked(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _ADDRESS)
clip_path = unchecked(pdfium.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
count_clips = unchecked(pdfium.FPDFClipPath_CountPaths, ctypes.c_int, _ADDRESS)
font_of = unchecked(pdfium.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
quick_bounds = unchecked(pdfium.FPDFPageObj_GetBounds, ctypes.c_int, *[_ADDRESS] * 5)
object_matrix = unchecked(pdfium.FPDFPageObj_GetMatrix, ctypes.c_int, _ADDRESS, _ADDRESS)
_page_object = unchecked(pdfium.FPDFPage_GetObject, _ADDRESS, _ADDRESS, ctypes.c_int)
_form_object = unchecked(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
_kind = unchecked(pdfium.FPDFPageObj_GetType, ctypes.c_int, _ADDRESS)


def objects(holder: Any, matrix: Matrix = UPRIGHT, depth: int = 0) -> Iterator[tuple[Any, int, Matrix]]:
    """The painted objects (text by its address), forms before what they hold, each with its kind and the matrix of its form."""
    text, form = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM
    address = ctypes.cast(holder, ctypes.c_void_p).value
    get, quick_get = (pdfium.FPDFFormObj_GetObject, _form_object) if depth else (pdfium.FPDFPage_GetObject, _page_object)
    for index in range((pdfium.FPDFFormObj_CountObjects if depth else pdfium.FPDFPage_CountObjects)(holder)):
        address_of_it = quick_get(address, index)
        kind = _kind(address_of_it)
        if kind == text:
            yield address_of_it, kind, matrix
            continue
        painted = get(holder, index)
        yield painted, kind, matrix
        if kind == form and depth < MAX_DEPTH:
            yield from objects(painted, product(matrix_of(painted), matrix), depth + 1)


def pointer(address: int) -> Any:
    """The object at an address, as the checked calls take it."""
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


def matrix_of(painted: Any) -> Matrix:
    """The matrix of an object, unit where it has none."""
    matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFPageObj_GetMatrix(painted, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def bounds(painted: Any, matrix: Matrix) -> Extent:
    """The box of an object on the page."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(painted, left, bottom, right, top)
    extent = (left.value, bottom.value, right.value, top.value)
    return extent if matrix is UPRIGHT else around([moved(x, y, matrix) for x in extent[::2] for y in extent[1::2]])


def colour(painted: Any) -> tuple[int, int, int, int]:
    """What an object is filled with: red, green, blue and alpha; nothing (0, 0, 0, 0) where it is a pattern."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(painted, red, green, blue, alpha)
    return red.value, green.value, blue.value, alpha.value
