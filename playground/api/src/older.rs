//! The older topology of a comparison. It stays the same while the newer one is written, so its plans are kept.

use std::{cell::RefCell, rc::Rc};

use di_gen::plan::ResolvedTopology;

struct OlderTopology {
    text: String,
    /// The plan of each environment that was asked for.
    plans: Vec<(Option<String>, Rc<ResolvedTopology>)>,
}

thread_local! {
    static LAST: RefCell<OlderTopology> = const { RefCell::new(OlderTopology { text: String::new(), plans: Vec::new() }) };
}

/// The resolved topology of a text in an environment: one that is kept, or a new one, which is kept while the text is the same.
pub(crate) fn resolve_older<E>(
    text: &str,
    environment: Option<&str>,
    resolve: impl FnOnce() -> Result<ResolvedTopology, E>,
) -> Result<Rc<ResolvedTopology>, E> {
    let is_same = |(name, _): &&(Option<String>, _)| name.as_deref() == environment;
    let find = |last: &OlderTopology| last.plans.iter().find(is_same).map(|(_, plan)| Rc::clone(plan));
    if let Some(plan) = LAST.with_borrow(|last| if last.text == text { find(last) } else { None }) {
        return Ok(plan);
    }
    let plan = Rc::new(resolve()?);
    LAST.with_borrow_mut(|last| {
        if last.text != text {
            *last = OlderTopology { text: text.to_owned(), plans: Vec::new() };
        }
        last.plans.push((environment.map(ToOwned::to_owned), Rc::clone(&plan)));
    });
    Ok(plan)
}
