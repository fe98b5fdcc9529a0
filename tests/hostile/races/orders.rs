//! Runs actors in every order of their steps, in this process: each is a thread that stops at each step until it is told
//! to go on.

use std::{
    cell::Cell,
    path::Path,
    rc::Rc,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use di_gen::output::watch::{Ability, Moment, Watcher, watch};

/// A part of a test that runs beside others. Its steps are those of `di_gen::output::watch`.
pub(super) type Actor<'a> = Box<dyn FnOnce() + Send + 'a>;

/// What the file system can do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Abilities {
    pub(super) exchange: bool,
    pub(super) link: bool,
    pub(super) lock_directory: bool,
}

impl Abilities {
    pub(super) fn include(self, ability: Ability) -> bool {
        match ability {
            Ability::Exchange => self.exchange,
            Ability::Link => self.link,
            Ability::LockDirectory => self.lock_directory,
        }
    }
}

pub(super) const ALL: Abilities = Abilities { exchange: true, link: true, lock_directory: true };

/// At which steps an actor stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Where it makes a difference to another run, which waits for locks.
    Some,
    /// Everywhere.
    Every,
}

enum Event {
    Reached(Moment),
    Ended,
}

/// Stops a thread at each step.
struct Stop {
    go: Receiver<()>,
    reached: Sender<Event>,
    abilities: Abilities,
    detail: Detail,
    locks: Cell<usize>,
}

impl Watcher for Stop {
    fn reach(&self, moment: Moment, _: &Path) {
        let stops = match moment {
            Moment::Locking => {
                self.locks.set(self.locks.get() + 1);
                // At the first lock, a run has not looked at anything yet.
                self.locks.get() > 1 || self.detail == Detail::Every
            }
            Moment::Waiting | Moment::Recorded | Moment::Placed | Moment::Finished => true,
            _ => self.detail == Detail::Every,
        };
        if stops {
            self.reached.send(Event::Reached(moment)).expect("a conductor");
            self.go.recv().expect("a conductor");
        }
    }

    fn may(&self, ability: Ability) -> bool {
        self.abilities.include(ability)
    }
}

/// Calls a test for every order of the steps of its actors; returns how many there are. The test gets a conductor, which
/// plays its actors once.
pub(super) fn in_every_order(mut test: impl FnMut(&mut Conductor)) -> usize {
    let (mut conductor, mut orders) = (Conductor::default(), 0);
    loop {
        conductor.at = 0;
        test(&mut conductor);
        orders += 1;
        assert!(orders < 5_000, "too many orders");
        // The next order differs in the last choice that has another possibility.
        while conductor.choices.last().is_some_and(|(choice, options)| choice + 1 == *options) {
            conductor.choices.pop();
        }
        match conductor.choices.last_mut() {
            Some((choice, _)) => *choice += 1,
            None => return orders,
        }
    }
}

/// Decides which actor does the next step.
#[derive(Default)]
pub(super) struct Conductor {
    /// The choices so far, each with the number of its possibilities.
    choices: Vec<(usize, usize)>,
    at: usize,
    /// What was done, for messages.
    pub(super) steps: Vec<String>,
}

/// An actor from the conductor's side.
struct Player {
    go: Sender<()>,
    reached: Receiver<Event>,
    has_ended: bool,
    /// It waits for a lock.
    waits: bool,
}

impl Conductor {
    pub(super) fn play(&mut self, (abilities, detail): (Abilities, Detail), actors: Vec<Actor<'_>>) {
        self.steps.clear();
        thread::scope(|scope| {
            let mut players: Vec<Player> = actors
                .into_iter()
                .map(|actor| {
                    let (go, may_go) = channel();
                    let (has_reached, reached) = channel();
                    scope.spawn(move || {
                        may_go.recv().expect("a conductor");
                        let ended = has_reached.clone();
                        let stop = Stop { go: may_go, reached: has_reached, abilities, detail, locks: Cell::new(0) };
                        watch(Rc::new(stop), actor);
                        // Whoever failed has dropped this already.
                        let _ = ended.send(Event::Ended);
                    });
                    Player { go, reached, has_ended: false, waits: false }
                })
                .collect();
            while let Some(next) = self.choose(&players) {
                let player = &mut players[next];
                player.go.send(()).expect("an actor");
                let event = player.reached.recv().unwrap_or(Event::Ended);
                let may_have_unlocked = match event {
                    Event::Ended => {
                        player.has_ended = true;
                        self.steps.push(format!("{next} ends"));
                        true
                    }
                    Event::Reached(moment) => {
                        player.waits = moment == Moment::Waiting;
                        self.steps.push(format!("{next} {moment:?}"));
                        matches!(moment, Moment::Locking | Moment::Waiting)
                    }
                };
                if may_have_unlocked {
                    players
                        .iter_mut()
                        .enumerate()
                        .filter(|(at, _)| *at != next)
                        .for_each(|(_, other)| other.waits = false);
                }
            }
        });
    }

    fn choose(&mut self, players: &[Player]) -> Option<usize> {
        let able: Vec<usize> = (0..players.len()).filter(|at| !players[*at].has_ended && !players[*at].waits).collect();
        if able.is_empty() {
            assert!(players.iter().all(|player| player.has_ended), "all wait for each other: {:?}", self.steps);
            return None;
        }
        if self.at == self.choices.len() {
            self.choices.push((0, able.len()));
        }
        let (choice, options) = self.choices[self.at];
        assert_eq!(options, able.len(), "the same choices lead to the same place: {:?}", self.steps);
        self.at += 1;
        Some(able[choice])
    }
}
