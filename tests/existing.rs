//! Existing resources: verdicts of lists of resources, reasoned by hand from what they show.

mod expectations;
mod readers;
