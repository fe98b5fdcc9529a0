//! `drift`: what exists against the topology.

mod forms;
mod inputs;
mod laws;
mod live;
mod machines;
mod mutations;
mod preflight;
mod table;
mod take_over;
