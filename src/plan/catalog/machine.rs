//! Images of the Data Science VM and what they need.
//!
//! Source: current Azure Verified Modules patterns and public code; the least disk sizes are unverified and
//! erred on the large side.

use crate::{plan::body::Image, topology::OperatingSystem};

/// The image for an operating system, and the gigabytes its disk needs.
#[must_use]
pub const fn image(os: OperatingSystem) -> (Image, i64) {
    match os {
        OperatingSystem::Linux => {
            (Image { publisher: "microsoft-dsvm", offer: "ubuntu-2204", sku: "2204-gen2", version: "latest" }, 256)
        }
        OperatingSystem::Windows => (
            Image { publisher: "microsoft-dsvm", offer: "dsvm-win-2022", sku: "winserver-2022", version: "latest" },
            256,
        ),
    }
}

/// The longest computer name that Windows takes.
pub const WINDOWS_NAME_LENGTH: usize = 15;
