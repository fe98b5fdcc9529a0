//! Evaluates ARM templates: from the text of a template, and a parameter file, to the list of its resources.
//!
//! What a template leaves open stays *unknown*, with the reason: a value that Azure reports after deployment, a secure
//! parameter, a function that is not evaluated. An unknown value is never replaced by a guess, since a wrong value is worse
//! than none. What is unknown is followed as far as it is certain:
//!
//! - The property of one resource that a value is (`reference(...)`) is its [`Target`].
//! - A text of which parts are unknown has [`Piece`]s: an ID keeps its type and its scope although its name is open.
//! - Two values with the same symbol are the same value.
//!
//! Evaluation is lazy: parameters, variables, outputs and the branches of `if` are evaluated where they are needed, once.
//! Size, depth and steps are limited; what is beyond a limit is unknown.
//!
//! Sources: Microsoft Learn, "Template functions in ARM templates" and the pages beside it. `tests/arm_template` compares with
//! Microsoft's compiler.

mod computed;
mod context;
mod environment;
mod evaluate;
mod evaluator;
mod expression;
mod frame;
mod functions;
mod hash;
mod input;
mod lexer;
mod literal;
mod member;
mod nested;
mod parameters;
mod parse;
mod reference;
mod resources;
mod scope;
mod types;
mod unknown;
mod value;
mod write_order;

pub use context::DeploymentContext;
pub use evaluate::{Evaluated, EvaluatedResource, Presence, evaluate, evaluate_expressions};
pub use functions::function_names;
pub use input::{InputError, ParameterFile, Template};
pub use unknown::{Piece, Reason, Target, Unknown, display_pieces};
pub(crate) use value::all_true;
pub use value::{Array, Object, Value};
