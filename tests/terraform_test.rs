//! The generated Terraform test: its mocks have what the module reads, and its assertions notice an opening.

use di_gen::{render::Frame, topology::AzurermMajor};

use crate::{support::topologies::many, terraform_reads::reads};

#[test]
fn print_reads() {
    let mut all = std::collections::BTreeSet::new();
    for story in many() {
        for major in [AzurermMajor::V4, AzurermMajor::V5] {
            let Some(files) = story.terraform(major, Frame::Root) else { continue };
            let texts = files.iter().filter(|f| f.path.ends_with(".tf")).map(|f| f.text.as_str());
            for r in reads(texts) {
                all.insert((r.data, r.kind.clone(), r.path.join(".")));
            }
        }
    }
    println!("{all:#?}");
}
