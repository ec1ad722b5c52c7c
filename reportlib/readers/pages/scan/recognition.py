"""The OCR engine: loaded once, quiet, on one thread, and without the network."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from reportlib.errors import MissingDependency, ReportError, UnreadableFile


class Tools(NamedTuple):
    """The optional packages: arrays, pictures, and the recogniser of characters."""

    numpy: Any
    cv2: Any
    recogniser: Any


@cache
def ocr_tools() -> Tools:
    """The tools, or a MissingDependency that names the extra."""
    # onnxruntime reports its use to its maker unless told not to before it is loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import cv2
        import numpy
        import onnxruntime
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingDependency("reading a scan needs OCR", found=str(error), remedy='pip install "reportlib[ocr]"') from error
    onnxruntime.disable_telemetry_events()
    settings = {
        "Global.log_level": "critical",
        "Global.text_score": 0.0,
        # Turning single characters by guess makes 9 of 6.
        "Global.use_cls": False,
        # Lines of text are found as well in a picture of half the size, in a third of the time; they are read at full size.
        "Det.limit_type": "max",
        "Det.limit_side_len": 1280,
        # A figure is narrow: a wider picture around it costs time only.
        "Rec.rec_img_shape": [3, 48, 96],
        # Reports are read in parallel, one process each; the same sums in the same order give the same bytes.
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return Tools(numpy, cv2, RapidOCR(params=settings))


def recognised(engine: Callable[[Any], Any], pictures: Any) -> Any:
    """What the engine makes of the pictures; a limit that strikes inside it comes out as itself, not as the engine's own error."""
    try:
        return engine(pictures)
    except Exception as error:
        for cause in _causes(error):
            if isinstance(cause, ReportError | TimeoutError | MemoryError):
                raise cause from None
        raise UnreadableFile(
            "the OCR engine failed", found=str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        ) from error


def _causes(error: BaseException) -> list[BaseException]:
    causes: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in causes:
        causes.append(following)
        following = following.__cause__ or following.__context__
    return causes
