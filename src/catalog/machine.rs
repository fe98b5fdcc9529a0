//! Images of the Data Science VM and what they need.
//!
//! Source: current Azure Verified Modules patterns and public code; the minimum disk sizes are unverified and
//! deliberately large.

/// A Marketplace image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image {
    /// Its publisher.
    pub publisher: &'static str,
    /// Its offer.
    pub offer: &'static str,
    /// Its SKU.
    pub sku: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Ubuntu 22.04.
pub const LINUX_IMAGE: Image =
    Image { publisher: "microsoft-dsvm", offer: "ubuntu-2204", sku: "2204-gen2", version: "latest" };

/// Windows Server 2022.
pub const WINDOWS_IMAGE: Image =
    Image { publisher: "microsoft-dsvm", offer: "dsvm-win-2022", sku: "winserver-2022", version: "latest" };

/// The disk size in gigabytes that either image needs.
pub const DISK_GIGABYTES: i64 = 256;

/// The maximum length of a computer name on Windows.
pub const WINDOWS_NAME_LENGTH: usize = 15;
