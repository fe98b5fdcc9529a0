//! `drift`: what exists against the topology.

mod forms;
mod inputs;
mod laws;
mod live;
mod mutations;
mod preflight;
mod table;
mod take_over;
