//! Routes of their own: what they answer and change, on records made for the purpose, and who may call them.

mod changes;
mod figures;
mod lists;
mod rows;
mod spans;

use domain::requirement::Requirement;
use domain::route::{Condition, Gives, Route as Stated};

use super::access::{Op, Right, account, other};
use super::permissions::{about as spoken, test as test_about};
use super::scenario::{Call, Expect, Member, Operand, PathPart, Payload, Step};
use super::write::{Writer, ok, problem, text};
use crate::model::{Operation, Owner, routes::Route};
use rows::{Row, settle};

pub fn write(w: &mut Writer<'_, '_>) {
    for operation in w.thing.entity.operations.iter().filter(|op| op.route.is_some()) {
        let Some(own) = Own::of(w, operation) else { continue };
        match &own.stated.gives {
            Gives::Page | Gives::Top(_) | Gives::First | Gives::Csv => lists::write(w, &own),
            Gives::Record => lists::record(w, &own),
            Gives::Figures(_) => figures::write(w, &own),
            Gives::Change(_) => changes::write(w, &own),
            Gives::Create => changes::create(w, &own),
        }
        if own.route.scope.is_some() {
            unknown_parent(w, &own);
        }
        if own.route.shadows {
            let call = Call::new(&own.by, "DELETE", path(&own.operation.path, None));
            let steps = vec![call.expect(problem(405)).step()];
            w.test(own.about, format!("{} is no id for other methods", own.shown), steps);
        }
        if w.world.accounts.exist() {
            permissions(w, &own);
        }
    }
}

/// One route, as the spec states it and where the model puts it.
struct Own<'a> {
    operation: &'a Operation,
    route: &'a Route,
    stated: &'a Stated,
    about: &'a Requirement,
    /// Where the spec says it: `/operations/3`.
    at: &'a str,
    /// The account that calls it.
    by: String,
    /// `GET /tasks/overdue`
    shown: String,
}

impl<'a> Own<'a> {
    fn of(w: &mut Writer<'_, 'a>, operation: &'a Operation) -> Option<Self> {
        let route = operation.route.as_ref()?;
        let at = operation.pointer.as_deref()?;
        let about = w.world.requirement(at)?;
        let stated = rows::stated(&w.world.spec.operations, operation.pointer.as_ref())?.route.as_ref()?;
        let Some(by) = w.world.accounts.who(w.thing.entity, &Op::of(operation)) else {
            w.cannot(about, "nobody may call it");
            return None;
        };
        let shown = format!("{} {}", operation.method, operation.path.replace(['{', '}'], ""));
        Some(Self { operation, route, stated, about, at, by, shown })
    }

    fn conditions(&self) -> Vec<&'a Condition> {
        self.stated.conditions.iter().collect()
    }

    /// The requirement about a part of the route: `scope`, `where/0`.
    fn part(&self, w: &Writer<'_, 'a>, tail: &str) -> Option<&'a Requirement> {
        w.world.requirement(&format!("{}/route/{tail}", self.at))
    }

    /// The request, with what its path names.
    fn call(&self, by: &str, id: Option<&Operand>) -> Call {
        let method = match self.operation.method.as_str() {
            "POST" => "POST",
            "PATCH" => "PATCH",
            "PUT" => "PUT",
            _ => "GET",
        };
        Call::new(by, method, path(&self.operation.path, id))
    }

    fn ask(&self, id: Option<&Operand>, expect: Vec<Expect>) -> Step {
        self.call(&self.by, id).expect(expect).step()
    }

    fn ask_with(&self, id: Option<&Operand>, query: Vec<Member>, expect: Vec<Expect>) -> Step {
        let mut call = self.call(&self.by, id).expect(expect);
        call.query = query;
        call.step()
    }
}

fn path(template: &str, id: Option<&Operand>) -> Vec<PathPart> {
    let (Some(id), Some((before, rest))) = (id, template.split_once('{')) else {
        return vec![text(template)];
    };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let mut parts = vec![text(before), PathPart::Value { value: id.clone() }];
    if !after.is_empty() {
        parts.push(text(after));
    }
    parts
}

/// No such record, and no id at all.
fn unknown_parent(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let body =
        || if own.stated.gives == Gives::Create { changes::hanging(w, own, vec![]) } else { Payload::None };
    let steps = ["999999", "no-such-id"]
        .map(|id| own.call(&own.by, Some(&Operand::json(id))).body(body()).expect(problem(404)).step());
    w.test(own.about, format!("{} of an unknown record is not found", own.shown), steps.to_vec());
}

/// A setting in which the route has something to answer, and the request by somebody.
fn asked(w: &Writer<'_, '_>, own: &Own<'_>, maker: Option<&str>, by: &str) -> Option<(Vec<Step>, Call)> {
    match own.stated.gives {
        Gives::Change(_) => {
            let row = Row { by: maker.map(str::to_owned), ..Row::new("first", 0, &[]) };
            let steps = rows::make(w, &row, &[])?;
            Some((steps, own.call(by, Some(&Operand::id_of("first")))))
        }
        Gives::Record => {
            let field = own.route.by.as_deref()?;
            let row = Row { by: maker.map(str::to_owned), ..Row::new("first", 0, &own.conditions()) };
            let steps = rows::make(w, &row, &[])?;
            let value = Operand::Of { name: "first".into(), member: field.to_owned() };
            Some((steps, own.call(by, Some(&value))))
        }
        Gives::Create => {
            let (mut steps, id) = settle(w, own.route.scope.as_ref(), "", vec![])?;
            // Who may hang records only on what is their own makes that first.
            if let (true, Some(Step::Make { by: maker, .. })) = (is_held(w, own, by), steps.first_mut()) {
                *maker = Some(by.to_owned());
            }
            Some((steps, own.call(by, id.as_ref()).body(changes::hanging(w, own, vec![]))))
        }
        _ => {
            let row = Row { by: maker.map(str::to_owned), ..Row::new("first", 0, &own.conditions()) };
            let (steps, id) = settle(w, own.route.scope.as_ref(), "", vec![row])?;
            Some((steps, own.call(by, id.as_ref())))
        }
    }
}

/// Whether the account points only at its own records where the route's path names one.
fn is_held(w: &Writer<'_, '_>, own: &Own<'_>, account: &str) -> bool {
    let key = own.route.scope.as_ref().and_then(|scope| w.thing.entity.relation(&scope.key));
    let role = w.world.accounts.all().into_iter().find(|known| known.name == account).and_then(|a| a.role);
    let reach = key.and_then(|key| key.reach.as_ref());
    reach.zip(role).is_some_and(|(reach, role)| reach.holds(&role))
}

/// Every role, with and without a token, on own and foreign records.
fn permissions(w: &mut Writer<'_, '_>, own: &Own<'_>) {
    let op = Op::of(own.operation);
    let entity = w.thing.entity;
    let mut about = spoken(w, own.operation, &op);
    about.insert(0, own.about);
    about.dedup_by(|a, b| a.id == b.id);
    let success = if own.stated.gives == Gives::Create { 201 } else { 200 };
    if let Some((mut steps, call)) = asked(w, own, None, "anonymous") {
        if w.world.accounts.public(entity, &op) {
            steps.push(call.expect(vec![ok(success)]).step());
            test_about(w, &about, format!("anybody may call {} without a token", own.shown), steps);
        } else {
            steps.push(call.expect(problem(401)).step());
            test_about(w, &about, format!("nobody may call {} without a token", own.shown), steps);
        }
    }
    for role in w.world.accounts.roles.clone() {
        match w.world.accounts.right(entity, &op, &role) {
            Right::Any => {
                let Some((mut steps, call)) = asked(w, own, None, &account(&role)) else { continue };
                steps.push(call.expect(vec![ok(success)]).step());
                test_about(w, &about, format!("{role} may call {}", own.shown), steps);
            }
            Right::No => {
                let Some((mut steps, call)) = asked(w, own, None, &account(&role)) else { continue };
                steps.push(call.expect(problem(403)).step());
                test_about(w, &about, format!("{role} may not call {}", own.shown), steps);
            }
            Right::Own => own_rows(w, own, &about, &role),
        }
    }
}

/// Own records are seen and changed, those of others are not.
fn own_rows(w: &mut Writer<'_, '_>, own: &Own<'_>, about: &[&Requirement], role: &str) {
    let create = Op { verb: crate::model::Verb::Create, action: None };
    let may = w.world.accounts.right(w.thing.entity, &create, role) != Right::No;
    if !may || !matches!(w.thing.entity.owner, Some(Owner::Key(_))) {
        return;
    }
    let (me, stranger) = (account(role), other(role));
    match own.stated.gives {
        Gives::Change(_) => {
            let Some((mut steps, mine)) = asked(w, own, Some(&me), &me) else { return };
            steps.push(own.call(&stranger, Some(&Operand::id_of("first"))).expect(problem(403)).step());
            steps.push(mine.expect(vec![ok(200)]).step());
            test_about(w, about, format!("{role} may call {} on own records only", own.shown), steps);
        }
        Gives::Record => {
            let Some((mut steps, mine)) = asked(w, own, Some(&me), &me) else { return };
            let value =
                own.route.by.as_ref().map(|by| Operand::Of { name: "first".into(), member: by.clone() });
            steps.push(own.call(&stranger, value.as_ref()).expect(problem(404)).step());
            steps.push(mine.expect(vec![ok(200)]).step());
            test_about(w, about, format!("{role} finds own records only by {}", own.shown), steps);
        }
        Gives::Page | Gives::Top(_) => {
            let scope = own.route.scope.as_ref();
            let key = scope.and_then(|scope| w.thing.entity.relation(&scope.key));
            // Two accounts hang nothing on one record where each reaches only its own.
            if key.is_some_and(|key| key.owner) || is_held(w, own, &stranger) {
                return;
            }
            let made = |save: &str, n: u64, by: &str| Row {
                by: Some(by.to_owned()),
                ..Row::new(save, n, &own.conditions())
            };
            let rows = vec![made("first", 0, &me), made("second", 1, &stranger)];
            let Some((mut steps, id)) = settle(w, scope, "", rows) else { return };
            let mine = Expect::Items { member: "id".into(), values: vec![Operand::id_of("first")] };
            steps.push(own.call(&me, id.as_ref()).expect(vec![ok(200), mine]).step());
            test_about(w, about, format!("{role} sees own records only by {}", own.shown), steps);
        }
        Gives::Create | Gives::First | Gives::Csv | Gives::Figures(_) => {
            let Some((mut steps, call)) = asked(w, own, Some(&me), &me) else { return };
            let success = if own.stated.gives == Gives::Create { 201 } else { 200 };
            steps.push(call.expect(vec![ok(success)]).step());
            test_about(w, about, format!("{role} may call {}", own.shown), steps);
            foreign(w, own, about, role, &stranger);
        }
    }
}

/// What belongs to others is neither answered nor counted.
fn foreign(w: &mut Writer<'_, '_>, own: &Own<'_>, about: &[&Requirement], role: &str, stranger: &str) {
    let scope = own.route.scope.as_ref();
    if scope.is_some_and(|s| w.thing.entity.relation(&s.key).is_some_and(|r| r.owner)) {
        return;
    }
    let expect = match &own.stated.gives {
        Gives::First => problem(404),
        Gives::Csv => vec![ok(200), lists::csv(w, &[])],
        Gives::Figures(figures) if figures.per.is_some() => {
            vec![ok(200), Expect::Count { count: 0 }]
        }
        Gives::Figures(figures) => {
            let counted = figures
                .list
                .iter()
                .find(|f| f.field.is_none() && f.entity.is_none() && f.conditions.is_empty());
            let Some(counted) = counted else { return };
            vec![ok(200), Expect::Equal { member: counted.name.clone(), value: Operand::json(0) }]
        }
        _ => return,
    };
    let row = Row { by: Some(stranger.to_owned()), ..Row::new("first", 0, &own.conditions()) };
    let Some((mut steps, id)) = settle(w, scope, "", vec![row]) else { return };
    steps.push(own.call(&account(role), id.as_ref()).expect(expect).step());
    test_about(w, about, format!("{role} gets nothing of others by {}", own.shown), steps);
}
