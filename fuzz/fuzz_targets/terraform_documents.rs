//! Bytes to resources: reading any text as a state or plan of Terraform is an error or a list of resources.
#![no_main]

use di_gen::existing::terraform::read_terraform;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(read) = read_terraform(&"-".into(), text) else { return };
    for resource in read.resources.resources() {
        assert!(resource.id.is_of_type(&resource.resource_type), "{}", resource.id);
    }
});
