//! Bodies that depend on who sends them: what they point at must be the sender's own.

use std::collections::BTreeSet;

use super::scenario::{Call, Factory, Payload, Scenario, Step};

/// Says at every body of such a factory who is going to send it.
pub fn mark(scenarios: &mut [Scenario], factories: &[Factory]) {
    let personal: BTreeSet<&str> =
        factories.iter().filter(|factory| factory.personal).map(|factory| factory.name.as_str()).collect();
    if personal.is_empty() {
        return;
    }
    for scenario in scenarios {
        let senders: Vec<(String, String)> = scenario.steps.iter().filter_map(saved).collect();
        for step in &mut scenario.steps {
            match step {
                Step::Body { factory, save, caller, .. } if personal.contains(factory.as_str()) => {
                    *caller = senders.iter().find(|(name, _)| name == save).map(|(_, by)| by.clone());
                }
                Step::Call(call) | Step::AtOnce { call, .. } => send(call, &personal),
                Step::Rivals { calls, .. } => calls.iter_mut().for_each(|call| send(call, &personal)),
                _ => {}
            }
        }
    }
}

/// The kept body that a request sends, and who sends it.
fn saved(step: &Step) -> Option<(String, String)> {
    let Step::Call(Call { by, body: Payload::Saved { name }, .. }) = step else { return None };
    Some((name.clone(), by.clone()))
}

fn send(call: &mut Call, personal: &BTreeSet<&str>) {
    let by = call.by.clone();
    if let Payload::Valid { factory, caller, .. } = &mut call.body
        && personal.contains(factory.as_str())
    {
        *caller = Some(by);
    }
}
