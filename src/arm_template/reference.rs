//! `reference` and its relatives: which resource a value is read from, and the outputs of nested deployments.

use std::rc::Rc;

use super::{
    environment::Environment,
    evaluator::{DeclaredProperty, Evaluator},
    expression::Expr,
    frame::{Instance, Section},
    literal::plain_value,
    member::Members as _,
    nested::is_existing,
    resources::DEPLOYMENTS,
    scope::type_of_id,
    unknown::{DeclaredResource, Piece, Reason, Target, Unknown, display_pieces},
    value::{Value, fold_case},
};

impl Evaluator<'_> {
    /// `reference(name or ID, API version, 'Full')`.
    pub(super) fn reference(&mut self, environment: &Environment, arguments: &[Expr]) -> Value {
        let values = self.evaluate_all(environment, arguments);
        let Some(wanted) = values.first() else {
            return Value::unknown(Unknown::fault("`reference` needs a resource"));
        };
        let is_full = is_full(values.get(2));
        self.reference_to(environment.frame, wanted, is_full)
    }

    fn reference_to(&mut self, frame: usize, wanted: &Value, is_full: bool) -> Value {
        if let Some(number) = self.find_instance(frame, wanted) {
            return self.target_value(frame, number, is_full);
        }
        match wanted.pieces() {
            // A resource outside of the template.
            Some(pieces) if matches!(pieces.first(), Some(Piece::Text(first)) if first.starts_with('/')) => {
                Value::unknown(target_of(pieces, is_full, None))
            }
            Some(_) => {
                let symbol = wanted.symbol().unwrap_or_default();
                let reason = match wanted {
                    Value::Unknown(unknown) => unknown.reason.clone(),
                    _ => Reason::Runtime(format!("reference({symbol})").into()),
                };
                Value::unknown(Unknown::new(reason).with_symbol(format!("reference({symbol},{is_full})")))
            }
            None => Value::unknown(Unknown::fault(format!("`reference` needs a text, not {}", wanted.type_name()))),
        }
    }

    /// `references(symbol, 'Full')`: one for each item of a loop.
    pub(super) fn references(&mut self, environment: &Environment, arguments: &[Expr]) -> Value {
        let values = self.evaluate_all(environment, arguments);
        let frame = environment.frame;
        let name = values.first().and_then(Value::as_text).map(fold_case).unwrap_or_default();
        let is_full = is_full(values.get(1));
        let Some(instances) = self.instances(frame) else { return cycle() };
        let found: Vec<usize> =
            (0..instances.len()).filter(|number| symbol_of(&instances[*number]).as_ref() == Some(&name)).collect();
        if let Some(uncounted) = found.iter().find_map(|number| instances[*number].uncounted.clone()) {
            return Value::Unknown(uncounted);
        }
        Value::array(found.into_iter().map(|number| self.target_value(frame, number, is_full)).collect())
    }

    /// `resourceInfo(symbol)`.
    pub(super) fn resource_info(&mut self, environment: &Environment, arguments: &[Expr]) -> Value {
        let values = self.evaluate_all(environment, arguments);
        let frame = environment.frame;
        let Some(number) = values.first().and_then(|wanted| self.find_instance(frame, wanted)) else {
            return Value::unknown(Unknown::fault("`resourceInfo` needs a resource of the template"));
        };
        let Some(identity) = self.identity(frame, number) else { return cycle() };
        let Some(instances) = self.instances(frame) else { return cycle() };
        let version =
            instances[number].json.member("apiVersion").and_then(serde_json::Value::as_str).unwrap_or_default();
        let entries = [
            ("id", identity.id.clone()),
            ("name", identity.name.clone()),
            ("type", Value::Text(Rc::clone(&identity.resource_type))),
            ("apiVersion", Value::text(version)),
        ];
        Value::object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// `listKeys(...)` and the like: a secret of the resource.
    pub(super) fn list_call(&mut self, environment: &Environment, written: &Rc<str>, arguments: &[Expr]) -> Value {
        let mut values = self.evaluate_all(environment, arguments);
        let unknown = Unknown::new(Reason::Runtime(Rc::clone(written)));
        // The same resource has an ID, a name and a symbolic name.
        if let Some(first) = values.first_mut()
            && let Some(number) = self.find_instance(environment.frame, first)
            && let Some(identity) = self.identity(environment.frame, number)
        {
            *first = identity.id.clone();
        }
        let symbols: Option<Vec<String>> = values.iter().map(Value::symbol).collect();
        Value::unknown(match symbols {
            Some(symbols) => unknown.with_symbol(fold_case(&format!("{written}({})", symbols.join(",")))),
            None => unknown,
        })
    }

    /// The resource that a symbolic name, an ID or a name stands for.
    pub(super) fn find_instance(&mut self, frame: usize, wanted: &Value) -> Option<usize> {
        let instances = self.instances(frame)?;
        let text = match wanted {
            Value::Text(text) => fold_case(text),
            Value::Unknown(unknown) if !unknown.pieces.is_empty() => fold_case(&display_pieces(&unknown.pieces)),
            _ => return None,
        };
        let (symbol, index) = match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
            Some((symbol, index)) => (symbol, index.parse::<usize>().ok()),
            None => (text.as_str(), None),
        };
        let is_meant = |instance: &Instance<'_>| {
            instance.index == index && symbol_of(instance).is_some_and(|found| found == symbol)
        };
        if !self.charge(instances.len() / 8) {
            return None;
        }
        if let Some(found) = instances.iter().position(is_meant) {
            return Some(found);
        }
        let wanted_type = text.starts_with('/').then(|| type_of_id(&text)).flatten();
        let mut found = Vec::new();
        for (number, instance) in instances.iter().enumerate() {
            // Evaluating the names of others could lead back here.
            let own_type = instance.json.member("type").and_then(serde_json::Value::as_str).map(fold_case);
            if instance.parent.is_none() && wanted_type.is_some() && wanted_type != own_type {
                continue;
            }
            if !self.charge(1) {
                return None;
            }
            let Some(identity) = self.identity(frame, number) else { continue };
            let own = if text.starts_with('/') { &identity.id } else { &identity.name };
            if own.pieces().is_some_and(|pieces| fold_case(&display_pieces(&pieces)) == text) && own.symbol().is_some()
            {
                found.push(number);
            }
        }
        // Of several with opposite conditions, one is deployed.
        if found.len() > 1 {
            found.retain(|number| !matches!(self.condition(&instances[*number]), Ok(false)));
        }
        if let [only] = found.as_slice() { Some(*only) } else { None }
    }

    fn target_value(&mut self, frame: usize, number: usize, is_full: bool) -> Value {
        let Some(identity) = self.identity(frame, number) else { return cycle() };
        let Some(pieces) = identity.id.pieces() else { return cycle() };
        let is_deployment = fold_case(&identity.resource_type) == DEPLOYMENTS;
        let nested = if is_deployment { self.nested_deployment(frame, number) } else { None };
        let declared = nested.map_or(DeclaredResource::Resource(frame, number), DeclaredResource::Deployment);
        Value::unknown(target_of(pieces, is_full, Some(declared)))
    }

    /// A property of a resource: as the template sets it, or as another input reports it.
    pub(super) fn declared_property(&mut self, unknown: &Unknown, name: &str) -> DeclaredProperty {
        let Some(target) = unknown.target.as_ref() else { return DeclaredProperty::Other };
        let path: Vec<String> = target.path.iter().map(|part| fold_case(part)).collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match (target.declared, path.as_slice()) {
            (Some(DeclaredResource::Deployment(deployment)), ["properties", "outputs"])
                if !self.has_output(deployment, name) =>
            {
                return DeclaredProperty::Missing;
            }
            (Some(DeclaredResource::Deployment(deployment)), ["properties", "outputs", output])
                if name.eq_ignore_ascii_case("value") =>
            {
                return DeclaredProperty::Value(self.output(deployment, output));
            }
            (Some(DeclaredResource::Resource(frame, number)), ["properties", path @ ..]) => {
                if let Some(written) = self.written_property(frame, number, path, name) {
                    return written;
                }
            }
            _ => {}
        }
        if let Some(reported) = self.reported_property(target, name) {
            return DeclaredProperty::Value(reported);
        }
        match (target.declared, path.as_slice()) {
            (Some(DeclaredResource::Resource(frame, number)), ["identity"])
                if ["principalId", "tenantId"].iter().any(|known| known.eq_ignore_ascii_case(name))
                    && self.gets_own_identity(frame, number) =>
            {
                let mut identifier = unknown.part(name);
                identifier.target.iter_mut().for_each(|target| target.is_assigned = true);
                DeclaredProperty::Value(Value::unknown(identifier))
            }
            _ => DeclaredProperty::Other,
        }
    }

    /// Whether a resource is certainly deployed with a system-assigned identity: then Azure provides its principal and tenant.
    /// Source: Microsoft Learn, `ManagedServiceIdentityOutput` of @azure-rest/arm-network, read 2026-11-30.
    fn gets_own_identity(&mut self, frame: usize, number: usize) -> bool {
        let identity = self.written_section(frame, number, Section::Identity, "identity");
        let kind = identity.as_object().and_then(|identity| identity.get("type")).and_then(Value::as_text);
        kind.is_some_and(|kind| kind.to_ascii_lowercase().contains("systemassigned"))
    }

    /// The value that the template sets: Azure reports it as it was set. What it adds to objects and lists is not known.
    /// `None` if the template does not set it.
    fn written_property(&mut self, frame: usize, number: usize, path: &[&str], name: &str) -> Option<DeclaredProperty> {
        let mut value = self.written_properties(frame, number);
        for part in path.iter().chain([&name]) {
            value = match &value {
                Value::Object(object) if object.open().is_none() => object.get(part)?.clone(),
                Value::Null => return None,
                _ => return Some(DeclaredProperty::Other),
            };
        }
        Some(match value {
            Value::Text(_) | Value::Bool(_) | Value::Integer(_) => DeclaredProperty::Value(value),
            Value::Unknown(unknown) if unknown.symbol.is_some() => DeclaredProperty::Value(Value::Unknown(unknown)),
            _ => DeclaredProperty::Other,
        })
    }

    /// A text, a number or a switch of a resource that exists already.
    fn reported_property(&self, target: &Target, name: &str) -> Option<Value> {
        let [Piece::Text(id)] = target.resource.as_slice() else { return None };
        let mut json = self.context.reported?.get(&fold_case(id))?;
        for part in target.path.iter().map(|part| &**part).chain([name]) {
            json = json.member(part)?;
        }
        let is_single = json.is_string() || json.is_boolean() || json.is_i64();
        is_single.then(|| plain_value(json))
    }

    /// The properties of a resource that is certainly deployed.
    fn written_properties(&mut self, frame: usize, number: usize) -> Value {
        self.written_section(frame, number, Section::Properties, "properties")
    }

    /// A part of a resource that is certainly deployed.
    fn written_section(&mut self, frame: usize, number: usize, section: Section, name: &str) -> Value {
        self.once(frame, section, &number.to_string(), |evaluator| {
            let Some(instances) = evaluator.instances(frame) else { return cycle() };
            let instance = &instances[number];
            let is_deployed =
                !is_existing(instance.json) && evaluator.condition(instance).is_ok_and(|deployed| deployed);
            match instance.json.member(name) {
                Some(json) if is_deployed => evaluator.json_value(&instance.environment, json),
                _ => Value::Null,
            }
        })
    }
}

fn symbol_of(instance: &Instance<'_>) -> Option<String> {
    instance.symbol.as_deref().map(fold_case)
}

fn is_full(argument: Option<&Value>) -> bool {
    argument.and_then(Value::as_text).is_some_and(|text| text.eq_ignore_ascii_case("full"))
}

fn cycle() -> Value {
    Value::unknown(Unknown::new(Reason::Cycle("a reference".into())))
}

/// The value that Azure reports for a resource: its properties, or all of it.
fn target_of(resource: Vec<Piece>, is_full: bool, declared: Option<DeclaredResource>) -> Unknown {
    let id = display_pieces(&resource);
    let is_determined =
        !resource.iter().any(|piece| matches!(piece, Piece::Unknown { unknown, .. } if unknown.symbol.is_none()));
    let path = if is_full { Vec::new() } else { vec!["properties".into()] };
    let symbol = format!("reference({}){}", fold_case(&id), if is_full { "" } else { ".properties" });
    let unknown = Unknown::new(Reason::Runtime(format!("reference('{id}')").into()));
    let unknown = if is_determined { unknown.with_symbol(symbol) } else { unknown };
    Unknown { target: Some(Target { resource, path, declared, is_assigned: false }), ..unknown }
}
