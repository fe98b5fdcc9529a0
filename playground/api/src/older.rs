//! The older topology of a comparison. It stays the same while the newer one is written, so the last one is kept.

use std::{cell::RefCell, rc::Rc};

use di_gen::plan::ResolvedTopology;

struct OlderTopology {
    text: String,
    environment: Option<String>,
    plan: Rc<ResolvedTopology>,
}

thread_local! {
    static LAST: RefCell<Option<OlderTopology>> = const { RefCell::new(None) };
}

/// The resolved topology of a text and an environment: the last one, or a new one, which is kept.
pub(crate) fn resolve_older<E>(
    text: &str,
    environment: Option<&str>,
    resolve: impl FnOnce() -> Result<ResolvedTopology, E>,
) -> Result<Rc<ResolvedTopology>, E> {
    let is_same = |last: &&OlderTopology| last.text == text && last.environment.as_deref() == environment;
    if let Some(plan) = LAST.with_borrow(|last| last.as_ref().filter(is_same).map(|last| Rc::clone(&last.plan))) {
        return Ok(plan);
    }
    let plan = Rc::new(resolve()?);
    let (text, environment) = (text.to_owned(), environment.map(ToOwned::to_owned));
    LAST.set(Some(OlderTopology { text, environment, plan: Rc::clone(&plan) }));
    Ok(plan)
}
