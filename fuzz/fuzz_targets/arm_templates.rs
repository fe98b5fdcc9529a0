//! Bytes to resources: reading any text as an ARM template is an error or a list of resources, within the limits.
#![no_main]

use di_gen::arm_template::{DeploymentContext, Template, evaluate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(template) = Template::read(text) else { return };
    // A template is also read as a parameter file: both have `parameters`.
    let parameters = template.read_parameters(text).ok();
    for subscription in [None, Some("44444444-4444-4444-4444-444444444444")] {
        let context = DeploymentContext { subscription, resource_group: subscription, ..DeploymentContext::default() };
        let evaluated = evaluate(&template, parameters.as_ref(), &context);
        for resource in &evaluated.resources {
            assert!(!resource.pointer.is_empty());
        }
    }
});
