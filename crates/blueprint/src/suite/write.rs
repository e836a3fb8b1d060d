//! The pen: what every group of scenarios uses to write its own.

use domain::requirement::Requirement;
use domain::spec::OperationKind;
use serde_json::Value;

use super::scenario::{Call, Expect, Kind, Member, Operand, PathPart, Payload, Scenario, Step, Untestable};
use super::world::{Thing, World};

/// Collects the scenarios of one file.
pub struct Writer<'w, 'a> {
    pub world: &'w World<'a>,
    pub thing: &'w Thing<'a>,
    pub scenarios: Vec<Scenario>,
    pub untestable: Vec<Untestable>,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub fn new(world: &'w World<'a>, thing: &'w Thing<'a>) -> Self {
        Self { world, thing, scenarios: Vec::new(), untestable: Vec::new() }
    }

    /// `title` is a sentence about behaviour; the function's name is made from it later.
    pub fn test(&mut self, about: &Requirement, title: String, steps: Vec<Step>) {
        self.test_of(Kind::Api, about, title, steps);
    }

    pub fn test_of(&mut self, kind: Kind, about: &Requirement, title: String, steps: Vec<Step>) {
        self.scenarios.push(Scenario {
            name: String::new(),
            file: self.thing.many.clone(),
            title,
            kind,
            requirements: vec![about.id.clone()],
            because: about.text.clone(),
            steps,
            uses: Vec::new(),
        });
    }

    pub fn cannot(&mut self, about: &Requirement, reason: impl Into<String>) {
        self.untestable.push(Untestable { requirement: about.id.clone(), reason: reason.into() });
    }

    /// Who may do it to the records that factories make.
    pub fn who(&self, kind: OperationKind) -> Option<String> {
        self.world.who(self.thing, kind)
    }

    /// Set-up: a valid record under the entity's own name.
    pub fn make(&self, with: Vec<Member>) -> Step {
        self.make_as(&self.thing.one, with)
    }

    pub fn make_as(&self, save: &str, with: Vec<Member>) -> Step {
        Step::Make { factory: self.thing.one.clone(), with, by: None, save: Some(save.to_owned()), times: 1 }
    }

    pub fn valid(&self, with: Vec<Member>) -> Payload {
        Payload::Valid { factory: self.thing.one.clone(), with }
    }

    pub fn post(&self, by: &str, body: Payload, expect: Vec<Expect>) -> Call {
        Call::new(by, "POST", vec![text(&self.thing.path)]).body(body).expect(expect)
    }

    pub fn list(&self, by: &str, query: Vec<Member>, expect: Vec<Expect>) -> Call {
        let mut call = Call::new(by, "GET", vec![text(&self.thing.path)]).expect(expect);
        call.query = query;
        call
    }

    /// A request about one record, which is kept under that name.
    pub fn on(&self, by: &str, method: &'static str, record: &str) -> Call {
        Call::new(by, method, self.path_of(Operand::id_of(record)))
    }

    pub fn path_of(&self, id: Operand) -> Vec<PathPart> {
        vec![text(&format!("{}/", self.thing.path)), PathPart::Value { value: id }]
    }

    pub fn patch(&self, by: &str, record: &str, members: Vec<Member>, expect: Vec<Expect>) -> Call {
        self.on(by, "PATCH", record).body(Payload::Members { members }).expect(expect)
    }

    /// The member's value with what has to move along with it; None where nothing valid is left.
    pub fn along(&self, field: &str, value: Operand) -> Option<Vec<Member>> {
        let mut members = vec![Member::new(field, value)];
        members.extend(super::orders::partners(self.thing, field, &members.first()?.value)?);
        Some(members)
    }
}

impl Call {
    pub fn new(by: &str, method: &'static str, path: Vec<PathPart>) -> Self {
        Self {
            by: by.to_owned(),
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            body: Payload::None,
            save: None,
            expect: Vec::new(),
        }
    }
    pub fn body(mut self, body: Payload) -> Self {
        self.body = body;
        self
    }
    pub fn expect(mut self, expect: Vec<Expect>) -> Self {
        self.expect = expect;
        self
    }
    pub fn save(mut self, name: &str) -> Self {
        self.save = Some(name.to_owned());
        self
    }
    pub fn step(self) -> Step {
        Step::Call(self)
    }
}

pub fn text(text: &str) -> PathPart {
    PathPart::Text { text: text.to_owned() }
}

pub fn ok(status: u16) -> Expect {
    Expect::Status { status }
}

/// 422 at a member of the body.
pub fn refused(field: &str) -> Vec<Expect> {
    vec![Expect::Refused { status: 422, pointer: Some(format!("/{field}")) }]
}

/// 422 at a query parameter.
pub fn refused_query(parameter: &str) -> Vec<Expect> {
    vec![Expect::Refused { status: 422, pointer: Some(format!("?{parameter}")) }]
}

pub fn problem(status: u16) -> Vec<Expect> {
    vec![Expect::Refused { status, pointer: None }]
}

pub fn equal(member: &str, value: impl Into<Value>) -> Expect {
    Expect::Equal { member: member.to_owned(), value: Operand::Json { value: value.into() } }
}

pub fn is(member: &str, value: Operand) -> Expect {
    Expect::Equal { member: member.to_owned(), value }
}

pub fn set(member: &str, value: impl Into<Value>) -> Member {
    Member::new(member, Operand::Json { value: value.into() })
}
