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
    """A loaded picture as Pillow holds it, read-only; the memory stays as long as the array is used.

    RGB: height x width x CHANNELS bytes. L: height x width bytes. None where it does not lie in one piece (above 16 MiB), has
    lines with padding (L of a width that is no multiple of 4) or another mode: then the caller has to copy.
    """
    colours = image.mode == "RGB"
    if not (colours or (image.mode == "L" and image.width % 4 == 0)) or _pillow.core.get_alignment() != 1:
        return None
    try:
        capsules: Any = image.__arrow_c_array__()
    except ValueError:
        return None
    part: Any = _Array.from_address(_pointer(capsules[1], b"arrow_array"))
    count = image.width * image.height
    if (part.length, part.offset, part.n_children) != (count, 0, int(colours)):
        return None
    if colours:
        part, count = part.children[0].contents, count * CHANNELS
    if (part.length, part.offset, part.n_buffers) != (count, 0, 2) or not part.buffers[1]:
        return None
    memory: Any = (ctypes.c_uint8 * count).from_address(part.buffers[1])
    memory.lender = capsules  # lets go of the picture when the last array on it is gone
    shape = (image.height, image.width, CHANNELS) if colours else (image.height, image.width)
    array: NDArray[np.uint8] = np.frombuffer(memory, np.uint8).reshape(shape)
    array.flags.writeable = False
    return array
