//! A graph of the access paths that a query selects: without the boxes that are on none of them.

use super::model::{GraphFrame, TopologyGraph};

impl TopologyGraph {
    /// Leaves out what no access path starts from or leads to.
    pub(super) fn keep_access_paths(&mut self) {
        self.lists.clear();
        self.callers.retain_mut(GraphFrame::keep_access_paths);
        let edges = self.caller_nodes().into_iter().flat_map(|node| &node.edges);
        let mut reached: Vec<usize> = edges.map(|edge| edge.service_index).collect();
        reached.sort_unstable();
        reached.dedup();
        self.services = reached.iter().map(|index| self.services[*index].clone()).collect();
        self.callers.iter_mut().for_each(|frame| frame.renumber_services(&reached));
    }
}

impl GraphFrame {
    /// Leaves out boxes without access paths, and returns whether a box is left.
    fn keep_access_paths(&mut self) -> bool {
        self.nodes.retain(|node| !node.edges.is_empty());
        self.frames.retain_mut(Self::keep_access_paths);
        !self.nodes.is_empty() || !self.frames.is_empty()
    }

    /// Sets the index of each service to its position in a sorted list of those that are left.
    fn renumber_services(&mut self, left: &[usize]) {
        for edge in self.nodes.iter_mut().flat_map(|node| &mut node.edges) {
            edge.service_index = left.partition_point(|index| *index < edge.service_index);
        }
        self.frames.iter_mut().for_each(|frame| frame.renumber_services(left));
    }
}
