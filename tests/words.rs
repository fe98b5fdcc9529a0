//! One vocabulary: phrases that were replaced by the terms of Azure, Terraform and Bicep do not come back.

use std::{
    fs,
    path::{Path, PathBuf},
};

use regex_lite::Regex;
