//! What a resource refers to.

use super::{Expr, PropertyTree as _, Resource, Symbol};

impl Resource {
    /// The symbols it refers to: parent, scope, and every attribute in its properties and name, each once, in order.
    #[must_use]
    pub fn referenced_symbols(&self) -> Vec<Symbol> {
        let mut symbols: Vec<Symbol> = self.parent.iter().chain(&self.scope).cloned().collect();
        let mut record_symbol = |expr: &Expr| {
            if let Expr::Attribute(symbol, _) = expr
                && !symbols.contains(symbol)
            {
                symbols.push(symbol.clone());
            }
        };
        self.name.visit(&mut record_symbol);
        self.body.each_expr(&mut record_symbol);
        symbols
    }
}
