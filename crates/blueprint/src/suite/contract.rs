//! Every operation, whatever it is sent: no answer but those that the OpenAPI document promises.

use super::access::Op;
use super::scenario::{Kind, Step};
use super::write::Writer;
use crate::model::routes::Kind as Gives;
use crate::model::{Operation, Verb};

pub fn write(w: &mut Writer<'_, '_>) {
    for operation in &w.thing.entity.operations {
        let stated = operation.pointer.as_ref().and_then(|pointer| w.world.requirement(pointer));
        let Some(about) = stated.or_else(|| w.world.requirement(&w.thing.entity.pointer)) else { continue };
        let Some(by) = w.world.accounts.who(w.thing.entity, &Op::of(operation)) else { continue };
        let var = w.thing.var.clone();
        let mut steps = vec![w.make(vec![])];
        let body = takes_body(operation).then(|| {
            let factory = w.thing.one.to_owned();
            steps.push(Step::Body { factory, with: vec![], save: "body".into(), caller: None });
            "body".to_owned()
        });
        let mut callers = vec![by];
        if w.world.accounts.exist() && !callers.contains(&"anonymous".to_owned()) {
            callers.push("anonymous".into());
        }
        let (method, path) = (operation.method.clone(), operation.path.clone());
        let title = format!("any request to {method} {path} is answered as documented");
        steps.push(Step::AnyRequests { method, path, by: callers, records: vec![var], body });
        w.test_of(Kind::Property, about, title, steps);
    }
}

fn takes_body(operation: &Operation) -> bool {
    match operation.verb {
        Verb::Create | Verb::Update | Verb::Replace => true,
        Verb::Route => operation.route.as_ref().is_some_and(|route| route.gives == Gives::Create),
        _ => false,
    }
}
