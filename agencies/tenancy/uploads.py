"""The server receives no media (HARMS 2): any file in a request is refused before a byte of it is stored."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class RefuseFiles(FileUploadHandler):
    """Refuses the whole request as soon as a file part begins; the page says that files stay on the device."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise RequestDataTooBig("This portal accepts no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
