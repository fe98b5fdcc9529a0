//! Access paths in the channels beside the services. Each service and verdict has a rail in a channel: the lines of all
//! actors join it, and one line leads from it to the service. No two rails, and no two horizontal lines of a channel, lie
//! on one another.

use super::{
    blocks::{Port, PortTarget},
    geometry::{Area, LineEnd, LineKind, PlacedLeaf, PlacedLine, Point},
};
use crate::{
    analyse::access::{TargetService, Verdict},
    graph::architecture::service_word,
};

/// The distance between rails.
const SPACING: f64 = 8.0;
/// More distance between the rails of two services.
const SERVICE_SPACING: f64 = 5.0;
/// The smallest distance between two horizontal lines of a channel.
const LEAST_DISTANCE: f64 = 3.0;

/// The side of the services on which a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

/// The rails of a channel, those nearest to the services first.
pub(super) struct Channel {
    side: Side,
    rails: Vec<(TargetService, LineKind)>,
}

fn target(port: &Port) -> (TargetService, LineKind) {
    match &port.bundle {
        PortTarget::Access(bundle) => (bundle.service, LineKind::Access(bundle.verdict)),
        PortTarget::PrivateLink(service) => (*service, LineKind::PrivateLink),
    }
}

const fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Access(verdict) => verdict.as_str(),
        LineKind::PrivateLink => "link",
    }
}

impl Channel {
    pub(super) fn new(side: Side, ports: &[Port], services: &[TargetService]) -> Self {
        let kinds = [LineKind::PrivateLink].into_iter().chain(Verdict::ALL.into_iter().map(LineKind::Access));
        let kinds: Vec<LineKind> = kinds.collect();
        let all = services.iter().flat_map(|service| kinds.iter().map(|kind| (*service, *kind)));
        let rails = all.filter(|rail| ports.iter().any(|port| target(port) == *rail)).collect();
        Self { side, rails }
    }

    /// The offset of each rail from the side of the services.
    fn offsets(&self) -> Vec<f64> {
        let mut offset = 0.0;
        let mut last: Option<TargetService> = None;
        let mut offsets = Vec::new();
        for (service, _) in &self.rails {
            if let Some(last) = last {
                offset += if last == *service { SPACING } else { SPACING + SERVICE_SPACING };
            }
            last = Some(*service);
            offsets.push(offset);
        }
        offsets
    }

    pub(super) fn width(&self) -> f64 {
        self.offsets().last().copied().unwrap_or_default()
    }

    /// The lines of the channel; `near` is the place of the rail that is nearest to the services.
    pub(super) fn lines(
        &self,
        ports: &[Port],
        near: f64,
        leaves: &[PlacedLeaf],
        services: &[(TargetService, String)],
    ) -> Vec<PlacedLine> {
        let mut taken: Vec<f64> = ports.iter().map(|port| port.y).collect();
        let mut lines = Vec::new();
        let find = |id: &str| leaves.iter().find(|leaf| leaf.id == id).map(|leaf| leaf.area);
        for ((service, kind), offset) in self.rails.iter().zip(self.offsets()) {
            let x = match self.side {
                Side::Left => near - offset,
                Side::Right => near + offset,
            };
            let Some(area) = services.iter().find(|(other, _)| other == service).and_then(|(_, id)| find(id)) else {
                continue;
            };
            let arrival = self.arrival(*service, *kind, area, &mut taken);
            let (mut low, mut high) = (arrival, arrival);
            for port in ports.iter().filter(|port| target(port) == (*service, *kind)) {
                let Some(start) = find(&port.leaf) else { continue };
                (low, high) = (low.min(port.y), high.max(port.y));
                lines.push(self.branch(port, start, x, *kind));
            }
            let name = format!("{}-{}-{}", self.side.word(), service_word(*service), kind_word(*kind));
            lines.push(PlacedLine {
                id: format!("rail-{name}"),
                kind: *kind,
                label: String::new(),
                points: vec![Point { x, y: low }, Point { x, y: high }],
                end: LineEnd::Open,
            });
            let edge = if self.side == Side::Left { area.x } else { area.right() };
            lines.push(PlacedLine {
                id: format!("end-{name}"),
                kind: *kind,
                label: String::new(),
                points: vec![Point { x, y: arrival }, Point { x: edge, y: arrival }],
                end: if *kind == LineKind::Access(Verdict::Denied) { LineEnd::Cross } else { LineEnd::Arrow },
            });
        }
        lines
    }

    /// Where a rail arrives: the rails of a service are distributed along its side.
    fn arrival(&self, service: TargetService, kind: LineKind, area: Area, taken: &mut Vec<f64>) -> f64 {
        let own: Vec<LineKind> =
            self.rails.iter().filter(|(other, _)| *other == service).map(|(_, kind)| *kind).collect();
        let position = own.iter().position(|other| *other == kind).unwrap_or_default();
        let share = |number: usize| u32::try_from(number).map_or(1.0, f64::from);
        let wanted = (area.y + area.height * share(position + 1) / share(own.len() + 1)).round();
        let is_free = |y: &f64| taken.iter().all(|other| (other - y).abs() >= LEAST_DISTANCE);
        let steps = (0..40).map(|step| f64::from(step / 2) * if step % 2 == 0 { 1.0 } else { -1.0 });
        let y = steps.map(|step| wanted + step).find(is_free).unwrap_or(wanted);
        taken.push(y);
        y
    }

    fn branch(&self, port: &Port, start: Area, x: f64, kind: LineKind) -> PlacedLine {
        let edge = if self.side == Side::Left { start.right() } else { start.x };
        let (service, _) = target(port);
        let label = match &port.bundle {
            PortTarget::Access(bundle) => {
                let to = if bundle.operations.is_empty() { " to" } else { "" };
                format!("{}{to} {}, {}", port.title, bundle.label(), bundle.verdict)
            }
            PortTarget::PrivateLink(service) => format!("{}, private link to {}", port.title, service_word(*service)),
        };
        PlacedLine {
            id: format!("{}-{}-{}", port.leaf, service_word(service), kind_word(kind)),
            kind,
            label,
            points: vec![Point { x: edge, y: port.y }, Point { x, y: port.y }],
            end: LineEnd::Joint,
        }
    }
}
