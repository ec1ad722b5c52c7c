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
transparent = unchecked(pdfium.FPDFPageObj_HasTransparency, ctypes.c_int, _ADDRESS)
draw_mode = unchecked(pdfium.FPDFPath_GetDrawMode, ctypes.c_int, *[_ADDRESS] * 3)
count_segments = unchecked(pdfium.FPDFPath_CountSegments, ctypes.c_int, _ADDRESS)
_kind = unchecked(pdfium.FPDFPageObj_GetType, ctypes.c_int, _ADDRESS)
_of_page = (
    unchecked(pdfium.FPDFPage_CountObjects, ctypes.c_int, _ADDRESS),
    unchecked(pdfium.FPDFPage_GetObject, _ADDRESS, _ADDRESS, ctypes.c_int),
)
_of_form = (
    unchecked(pdfium.FPDFFormObj_CountObjects, ctypes.c_int, _ADDRESS),
    unchecked(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong),
)


def objects(page: Any) -> Iterator[tuple[int, int, Matrix]]:
    """The painted objects by their addresses, forms before what they hold, each with its kind and the matrix of its form."""
    return _held(ctypes.cast(page, ctypes.c_void_p).value or 0, UPRIGHT, 0)


def _held(holder: int, matrix: Matrix, depth: int) -> Iterator[tuple[int, int, Matrix]]:
    form = pdfium.FPDF_PAGEOBJ_FORM
    count, get = _of_form if depth else _of_page
    for index in range(count(holder)):
        painted = get(holder, index)
        kind = _kind(painted)
        yield painted, kind, matrix
        if kind == form and depth < MAX_DEPTH:
            yield from _held(painted, product(matrix_of(painted), matrix), depth + 1)


def pointer(address: int) -> Any:
    """The object at an address, as the checked calls take it."""
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


def matrix_of(painted: int) -> Matrix:
    """The matrix of an object, unit where it has none."""
    matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    object_matrix(painted, ctypes.addressof(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


_corners = (ctypes.c_float * 4)()
_CORNERS = tuple(ctypes.addressof(_corners) + 4 * number for number in range(4))


def bounds(painted: int, matrix: Matrix) -> Extent:
    """The box of an object on the page."""
    left, bottom, right, top = _corners if quick_bounds(painted, *_CORNERS) else (0.0, 0.0, 0.0, 0.0)
    extent = (left, bottom, right, top)
    return extent if matrix is UPRIGHT else around([moved(x, y, matrix) for x in extent[::2] for y in extent[1::2]])


def colour(painted: int) -> tuple[int, int, int, int]:
    """What an object is filled with: red, green, blue and alpha; nothing (0, 0, 0, 0) where it is a pattern."""
    parts = (ctypes.c_uint * 4)()
    fill_colour(painted, *(ctypes.addressof(parts) + 4 * number for number in range(4)))
    red, green, blue, alpha = parts
    return red, green, blue, alpha
