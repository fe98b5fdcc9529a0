//! Bytes to resources: reading any text as an input of existing resources is an error that can be shown, or a list of resources,
//! in which nothing is said to be complete that was also said to be missing.
#![no_main]

use di_gen::existing::{InputReader, SOMEWHERE, read_live, read_snapshot, read_what_if};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = "-".into();
    let mut reader = InputReader::default();
    match reader.add(&file, text.to_owned()).and_then(|()| reader.finish(&SOMEWHERE)) {
        Ok(read) => {
            for resource in read.inventory.resources() {
                assert!(resource.id.is_of_type(&resource.resource_type), "{}", resource.id);
                let unread = read.inventory.completeness.unread(&resource.resource_type, &resource.id);
                assert!(unread.is_none() || !read.inventory.completeness.is_complete(&resource.resource_type, &resource.id));
            }
        }
        Err(error) => assert!(!error.to_diagnostic().message.is_empty()),
    }
    // Each reader on its own, whatever the content looks like.
    let _ = read_live(&file, text);
    let _ = read_snapshot(&file, text);
    let _ = read_what_if(&file, text);
});
