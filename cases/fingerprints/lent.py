"""The pixels of a picture where Pillow has them, without a copy, through the C interface of Apache Arrow.

Making an array of a picture copies it twice inside Pillow, which takes as long as hashing the array. Pillow lends its memory
to those who ask as the Arrow project's "C data interface" says: a structure with the address and the number of bytes.
"""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CHANNELS = 4  # bytes of a pixel in RGB: red, green, blue and one that means nothing


class _Array(ctypes.Structure):
    """ArrowArray, up to the last member that is needed."""


_Array._fields_ = [
    *((name, ctypes.c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
]
_pillow: Any = Image
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


def pixels(image: Image.Image) -> NDArray[np.uint8] | None:
    """Height x width x CHANNELS bytes of a loaded picture in RGB, read-only; the memory stays as long as the array is used.

    None where it does not lie in one piece (above 16 MiB) or is not RGB: then the caller has to copy.
    """
    if image.mode != "RGB" or _pillow.core.get_alignment() != 1:
        return None
    try:
        capsules: Any = image.__arrow_c_array__()
    except ValueError:
        return None
    whole = _Array.from_address(_pointer(capsules[1], b"arrow_array"))
    count = image.width * image.height
    if (whole.length, whole.offset, whole.n_children) != (count, 0, 1):
        return None
    part = whole.children[0].contents
    if (part.length, part.offset, part.n_buffers) != (count * CHANNELS, 0, 2) or not part.buffers[1]:
        return None
    memory = (ctypes.c_uint8 * part.length).from_address(part.buffers[1])
    memory.lender = capsules  # lets go of the picture when the last array on it is gone
    array = np.frombuffer(memory, np.uint8).reshape(image.height, image.width, CHANNELS)
    array.flags.writeable = False
    return array
