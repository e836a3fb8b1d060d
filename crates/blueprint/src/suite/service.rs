//! The program as a whole: it is alive, it describes itself, it answers errors in one form.

use domain::requirement::{Requirement, RequirementKind};
use serde_json::json;

use super::scenario::{Call, Expect, Member, Operand, Payload, Step};
use super::write::{Writer, equal, ok, problem, text};
use crate::model::Verb;

/// A body beyond the largest that is taken: 1 MiB.
const TOO_LARGE: u64 = 1_100_000;

/// `w` stands on the first entity; the scenarios go into the file `main`.
pub fn write(w: &mut Writer<'_, '_>) {
    let start = w.scenarios.len();
    let entities: Vec<&Requirement> =
        w.world.model.requirements.iter().filter(|r| r.kind == RequirementKind::Entity).collect();
    let Some(first) = entities.first() else { return };
    let somebody = if w.world.accounts.exist() { "anonymous" } else { "anyone" };
    let get =
        |path: &str, expect: Vec<Expect>| Call::new(somebody, "GET", vec![text(path)]).expect(expect).step();

    w.test(
        first,
        "service and its store are healthy".into(),
        vec![get("/health", vec![ok(200), Expect::Present { member: "status".into() }])],
    );
    all(w, &entities);
    let shape = ["type", "title", "status", "detail", "instance", "trace_id"];
    let mut expect = problem(404);
    expect.extend(shape.iter().map(|member| Expect::Present { member: (*member).to_owned() }));
    expect.push(equal("instance", "/no-such-path"));
    w.test(
        first,
        "unknown path is answered with a problem document".into(),
        vec![get("/no-such-path", expect)],
    );
    all(w, &entities);

    for thing in &w.world.things {
        let Some(entity) = w.world.requirement(&thing.entity.pointer) else { continue };
        let mut expect = vec![ok(200)];
        for operation in &thing.entity.operations {
            expect.push(Expect::Route { method: operation.method.clone(), path: operation.path.clone() });
        }
        let steps = vec![get("/openapi.json", expect)];
        w.test(entity, format!("openapi document offers every route of {}", thing.labels), steps);
    }

    if let (Some(by), Some(about)) = (w.who(Verb::Create), w.world.about(w.thing, Verb::Create)) {
        let large = Payload::Document { value: Operand::Repeated { text: "x".into(), times: TOO_LARGE } };
        w.test(
            about,
            format!("{} beyond a mebibyte is refused", w.thing.label),
            vec![w.post(&by, large, problem(413)).step()],
        );
        let put = Call::new(&by, "PUT", vec![text(w.thing.path)])
            .body(Payload::Document { value: Operand::json(json!({})) });
        w.test(about, format!("{} take no put", w.thing.labels), vec![put.expect(problem(405)).step()]);
        let odd = vec![Member::new("no_such_member", Operand::json(1))];
        let mut expect = super::write::refused("no_such_member");
        expect.extend(shape.iter().map(|member| Expect::Present { member: (*member).to_owned() }));
        let steps: Vec<Step> = vec![w.post(&by, w.valid(odd), expect).step()];
        w.test(about, "refusal says where and why".into(), steps);
    }
    for scenario in w.scenarios.iter_mut().skip(start) {
        scenario.file = "main".to_owned();
    }
}

/// The scenario just written is about all of these.
fn all(w: &mut Writer<'_, '_>, about: &[&Requirement]) {
    if let Some(scenario) = w.scenarios.last_mut() {
        scenario.requirements = about.iter().map(|r| r.id.clone()).collect();
    }
}
