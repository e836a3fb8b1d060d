//! The pen: what every group of scenarios uses to write its own.

use domain::requirement::Requirement;
use domain::spec::FieldType;
use serde_json::Value;

use super::scenario::{Call, Expect, Kind, Member, Operand, PathPart, Payload, Scenario, Step, Untestable};
use super::world::{Thing, World};
use crate::model::Verb;

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
            file: self.thing.entity.plural.clone(),
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
    pub fn who(&self, verb: Verb) -> Option<String> {
        self.world.who(self.thing, verb)
    }

    /// The most records that a rule lets stand side by side.
    pub fn most(&self) -> u64 {
        super::factory::varying(self.thing).most.unwrap_or(u64::MAX)
    }

    /// `a book`, `an appointment`
    pub fn a(&self) -> String {
        domain::requirement::with_article(self.thing.label)
    }

    /// Set-up: a valid record under the entity's own name.
    pub fn make(&self, with: Vec<Member>) -> Step {
        self.make_as(&self.thing.var, with)
    }

    pub fn make_as(&self, save: &str, with: Vec<Member>) -> Step {
        Step::Make {
            factory: self.thing.one.to_owned(),
            with,
            by: None,
            save: Some(save.to_owned()),
            times: 1,
        }
    }

    pub fn valid(&self, with: Vec<Member>) -> Payload {
        Payload::Valid { factory: self.thing.one.to_owned(), with, caller: None }
    }

    /// A whole valid body for a kept record: what never changes stays as it is.
    pub fn again(&self, record: &str, with: Vec<Member>) -> Payload {
        self.valid(self.with_frozen(record, with))
    }

    pub fn with_frozen(&self, record: &str, with: Vec<Member>) -> Vec<Member> {
        let fields = self.thing.writable().map(|(name, _)| name).filter(|name| !self.thing.has_secret(name));
        let keys = self.thing.given_keys().map(|key| key.field.as_str());
        let frozen = fields.chain(keys).filter(|name| self.thing.is_frozen(name));
        let left = frozen.filter(|name| !with.iter().any(|member| member.name == *name));
        let kept = left
            .map(|name| Member::new(name, Operand::Of { name: record.to_owned(), member: name.to_owned() }));
        let mut all: Vec<Member> = kept.collect();
        all.extend(with);
        all
    }

    pub fn post(&self, by: &str, body: Payload, expect: Vec<Expect>) -> Call {
        Call::new(by, "POST", vec![text(self.thing.path)]).body(body).expect(expect)
    }

    pub fn list(&self, by: &str, query: Vec<Member>, expect: Vec<Expect>) -> Call {
        let mut call = Call::new(by, "GET", vec![text(self.thing.path)]).expect(expect);
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

    /// A kept record's row is overwritten behind the program's back.
    pub fn overwrite(&self, record: &str, columns: Vec<Member>) -> Step {
        Step::Overwrite {
            table: self.thing.entity.table.clone(),
            row: Operand::id_of(record),
            columns,
            refused: true,
        }
    }

    /// The field is answered with that value: exactly, decimals as the same number.
    pub fn same(&self, field: &str, value: Operand) -> Expect {
        let decimal = self.thing.values(field).is_some_and(|v| v.field.ql_type == FieldType::Decimal);
        let null = matches!(&value, Operand::Json { value } if value.is_null());
        if decimal && !null {
            return Expect::SameNumber { member: field.to_owned(), value };
        }
        is(field, value)
    }

    /// A kept body is answered as it was given: secrets not at all, decimals as the same number.
    pub fn holds(&self, body: &str) -> Expect {
        let named = |test: &dyn Fn(&str) -> bool| -> Vec<String> {
            self.thing.fields.iter().map(|(name, _)| (*name).to_owned()).filter(|name| test(name)).collect()
        };
        let decimal =
            |name: &str| self.thing.values(name).is_some_and(|v| v.field.ql_type == FieldType::Decimal);
        Expect::Holds {
            body: body.to_owned(),
            except: named(&|name| self.thing.has_secret(name)),
            numbers: named(&decimal),
        }
    }

    /// A bad value, with what keeps every other rule true where that can be.
    pub fn alone(&self, field: &str, value: Operand) -> Vec<Member> {
        self.along(field, value.clone()).unwrap_or_else(|| {
            let mut members = vec![Member::new(field, value)];
            members.extend(super::orders::long_ago(self.thing, field));
            members
        })
    }

    /// The member's value with what has to move along with it; None where nothing valid is left.
    pub fn along(&self, field: &str, value: Operand) -> Option<Vec<Member>> {
        super::compares::leaves(self.world, self.thing, field, &value)
            .then(|| self.beside(field, value))
            .flatten()
    }

    /// The same where the test itself makes what the record points at.
    pub fn beside(&self, field: &str, value: Operand) -> Option<Vec<Member>> {
        let mut members = vec![Member::new(field, value)];
        members.extend(super::orders::partners(self.thing, field, &members.first()?.value)?);
        Some(members)
    }
}

impl Writer<'_, '_> {
    /// The moment with what stands in an order with it, all so many days later than the examples.
    pub fn along_moved(&self, field: &str, value: Operand, days: i64) -> Option<Vec<Member>> {
        let mut members = self.along(field, value)?;
        for member in members.iter_mut().skip(1) {
            let values = self.thing.values(&member.name)?;
            if values.is_moment() {
                member.value = values.moment(days + 1, 0);
            }
        }
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
