"""Where a file lies: on a disk of this machine, on the network, in a folder that is synchronised."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MOUNTS = "/proc/self/mountinfo"
# A write-ahead log needs memory that all its readers share; these may have readers on several machines.
_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "gpfs",
        "ocfs2",
        "gfs2",
        "beegfs",
        "davfs",
        "ncpfs",
        "coda",
        "vboxsf",
        "prl_fs",
    ]
)
_NETWORK_FUSE = frozenset(
    [
        "sshfs",
        "rclone",
        "s3fs",
        "gcsfuse",
        "goofys",
        "davfs2",
        "davfs",
        "glusterfs",
        "ceph-fuse",
        "ceph",
        "curlftpfs",
        "smbnetfs",
        "juicefs",
        "gvfsd-fuse",
        "vmhgfs-fuse",
        "google-drive-ocamlfuse",
        "onedriver",
        "seaweedfs",
        "mount.s3",
        "blobfuse",
        "blobfuse2",
    ]
)
_SYNCED = (
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud drive", "iCloud"),
    ("icloudrive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("com~apple~clouddocs", "iCloud"),
    ("mobile documents", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud drive", "pCloud"),
    ("pclouddrive", "pCloud"),
    ("yandex.disk", "Yandex Disk"),
)
# what these programs put into the folder they keep
_MARKERS = (
    (".stfolder", "Syncthing"),
    (".dropbox.cache", "Dropbox"),
    (".sync_journal.db", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
)


def kind_of(path: str) -> str:
    """Gives the type of the file system that a file or its folder lies on, as the kernel calls it; "" if unknown."""
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.readlines()
    except OSError:
        return ""
    return kind_among(lines, os.path.realpath(path))


def kind_among(mounts: Iterable[str], path: str) -> str:
    """Gives the type of the file system of a path.

    Args:
        mounts: lines of mountinfo (proc(5)).
        path: absolute, without links.
    """
    found, best = "", -1
    for line in mounts:
        words = line.split()
        if "-" not in words[6:]:
            continue
        at = words.index("-", 6)
        place = _plain(words[4])
        inside = path == place or path.startswith(place.rstrip("/") + "/")
        # of two mounts on one place the later hides the earlier
        if inside and len(place) >= best and at + 1 < len(words):
            found, best = words[at + 1], len(place)
    return found


def _plain(place: str) -> str:
    """Gives a mount point with the kernel's \\040 for a space read back."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        place = place.replace(code, char)
    return place


def is_network(kind: str) -> bool:
    """Says whether a type of file system reaches over a network or into another machine."""
    base, _, fuse = kind.partition(".")
    return kind in _NETWORK or (base == "fuse" and fuse in _NETWORK_FUSE)


def shared_over_network(path: str) -> str:
    """Gives the type of a file's network file system; "" for a disk of this machine.

    Cheap where most files are: a disk has a major number, and no mount has to be looked up.
    """
    try:
        device = os.stat(path).st_dev
    except OSError:
        return ""
    if os.major(device):
        return ""
    kind = kind_of(path)
    return kind if is_network(kind) else ""


def synced_by(path: str) -> str:
    """Gives the name of the program that synchronises the folder of a file; "" for none."""
    folder = os.path.dirname(os.path.realpath(path))
    while True:
        name = os.path.basename(folder).lower()
        for word, program in _SYNCED:
            # "OneDrive - Contoso", "Dropbox (Personal)"
            if name == word or name.startswith((word + " ", word + "-")):
                return program
        for marker, program in _MARKERS:
            if os.path.lexists(os.path.join(folder, marker)):
                return program
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
