//! Which helpers a scenario stands on: what its test function has to ask its runner for.

use std::collections::BTreeSet;

use super::scenario::{Call, Expect, Member, Operand, PathPart, Payload, Scenario, Step};

/// Sorted, each once: accounts first, then factories, then the database.
pub fn of(scenario: &Scenario) -> Vec<String> {
    let mut uses = Uses::default();
    for step in &scenario.steps {
        uses.step(step);
    }
    let Uses { accounts, factories, others, .. } = uses;
    accounts.into_iter().chain(factories).chain(others).collect()
}

/// Names under which steps keep something that no step asks for are let go.
pub fn only_what_is_used(scenario: &mut Scenario) {
    let mut uses = Uses::default();
    scenario.steps.iter().for_each(|step| uses.step(step));
    for step in &mut scenario.steps {
        if let Step::Make { save, .. } | Step::Call(Call { save, .. }) = step {
            *save = save.take().filter(|name| uses.kept.contains(name));
        }
    }
}

#[derive(Default)]
struct Uses {
    kept: BTreeSet<String>,
    accounts: BTreeSet<String>,
    factories: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl Uses {
    fn step(&mut self, step: &Step) {
        match step {
            Step::Body { factory, with, caller, .. } => {
                self.accounts.extend(caller.clone());
                self.factories.insert(format!("{factory}_body"));
                self.members(with);
            }
            Step::Make { factory, with, by, .. } => {
                self.factories.insert(format!("make_{factory}"));
                self.accounts.extend(by.clone());
                self.members(with);
            }
            Step::Call(call) | Step::AtOnce { call, .. } => self.call(call),
            Step::Crowd { crowd, factory, with, statuses, .. } => {
                self.others.insert("crowd".to_owned());
                self.accounts.extend(crowd.named.iter().map(|named| named.by.clone()));
                let made =
                    if statuses.is_some() { format!("{factory}_body") } else { format!("make_{factory}") };
                self.factories.insert(made);
                self.members(with);
            }
            Step::Rivals { made, calls, .. } => {
                for one in made {
                    self.factories.insert(format!("make_{}", one.factory));
                    self.members(&one.with);
                }
                calls.iter().for_each(|call| self.call(call));
            }
            Step::Overwrite { row, columns, .. } => {
                self.others.insert("database".to_owned());
                self.operand(row);
                self.members(columns);
            }
            Step::Erase { row, .. } => {
                self.others.insert("database".to_owned());
                self.operand(row);
            }
            Step::Insert { columns, .. } => {
                self.others.insert("database".to_owned());
                self.members(columns);
            }
            Step::AnyRequests { by, records, body, .. } => {
                self.accounts.extend(by.iter().cloned());
                self.kept.extend(records.iter().chain(body).cloned());
            }
            Step::Token { from, .. } => {
                self.accounts.insert(from.clone());
            }
        }
    }

    fn call(&mut self, call: &Call) {
        self.accounts.insert(call.by.clone());
        for part in &call.path {
            if let PathPart::Value { value } = part {
                self.operand(value);
            }
        }
        self.members(&call.query);
        self.members(&call.headers);
        match &call.body {
            Payload::Valid { factory, with, .. } => {
                self.factories.insert(format!("{factory}_body"));
                self.members(with);
            }
            Payload::Members { members } => self.members(members),
            Payload::Registration { members } => {
                self.others.insert("registration".to_owned());
                self.members(members);
            }
            Payload::Document { value } | Payload::Raw { text: value, .. } => self.operand(value),
            Payload::Saved { name } | Payload::Credentials { email: name } => {
                self.kept.insert(name.clone());
            }
            Payload::None => {}
        }
        for expect in &call.expect {
            match expect {
                Expect::Equal { value, .. }
                | Expect::SameNumber { value, .. }
                | Expect::Header { value, .. }
                | Expect::Figure { value, .. }
                | Expect::Line { value, .. }
                | Expect::Nowhere { value } => self.operand(value),
                Expect::Items { values, .. }
                | Expect::ItemsAnyOrder { values, .. }
                | Expect::Includes { values, .. }
                | Expect::Excludes { values, .. } => {
                    values.iter().for_each(|value| self.operand(value));
                }
                Expect::Status { .. }
                | Expect::Refused { .. }
                | Expect::Absent { .. }
                | Expect::Present { .. }
                | Expect::Utc { .. }
                | Expect::Count { .. }
                | Expect::Recent { .. }
                | Expect::Route { .. } => {}
                Expect::Holds { body: name, .. } | Expect::SameAs { name, .. } => {
                    self.kept.insert(name.clone());
                }
                Expect::Csv { rows, .. } => self.kept.extend(rows.iter().cloned()),
            }
        }
    }

    fn members(&mut self, members: &[Member]) {
        members.iter().for_each(|member| self.operand(&member.value));
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::AccountId { account } => {
                self.accounts.insert(account.clone());
            }
            Operand::List { items } => items.iter().for_each(|item| self.operand(item)),
            Operand::Around { value, .. } | Operand::Span { moment: value, .. } => self.operand(value),
            Operand::Of { name, .. } | Operand::Kept { name } => {
                self.kept.insert(name.clone());
            }
            Operand::Json { .. }
            | Operand::Repeated { .. }
            | Operand::RepeatedItem { .. }
            | Operand::FromNow { .. }
            | Operand::Missing => {}
        }
    }
}
