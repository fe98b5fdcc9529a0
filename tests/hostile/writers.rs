//! Promise `no-overwrites`: files of others are neither overwritten nor reached through a link.
