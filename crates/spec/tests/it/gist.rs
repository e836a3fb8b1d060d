//! Rules that people turn in ways no shape of a clause has: read by the words of weight, where those leave nothing open.

use domain::{
    Spec,
    spec::{OnDelete, RuleStatus},
};
use serde_json::{Value, json};

use crate::reading::read;

const LIBRARY: &str = "An API for a library. A member has a name. A loan belongs to a member and has a due date. A shelf has a code. \
                       A book belongs to a shelf and has a title. A club has a name. A \
                       reading has a club, a book, a day, a start and an end. ";

fn library(said: &str) -> Spec {
    read(&format!("{LIBRARY}{said}"))
}

fn deletion(spec: &Spec, from: &str, to: &str) -> Option<OnDelete> {
    spec.relations.iter().find(|r| r.from == from && r.to == to).and_then(|r| r.on_delete)
}

fn formal(spec: &Spec) -> Vec<Value> {
    let formal = |rule: &&domain::spec::Rule| rule.status == RuleStatus::Formal && rule.src.is_some();
    spec.rules.iter().filter(formal).map(|rule| json!([rule.kind, rule.params])).collect()
}

fn asked(spec: &Spec) -> Vec<&str> {
    spec.open_questions.iter().map(|question| question.text.as_str()).collect()
}

#[test]
fn what_goes_with_what_is_told_in_many_ways() {
    for (said, effect) in [
        ("If a member leaves us and we delete him, his loans should go as well.", OnDelete::Cascade),
        ("When a member is deleted, the loans of that member shall be deleted as well.", OnDelete::Cascade),
        ("Only admins can delete a member. Its loans are then deleted with it.", OnDelete::Cascade),
        ("Member deleted = loans deleted.", OnDelete::Cascade),
        ("You can't wipe a member from the system as long as they have loans.", OnDelete::Restrict),
        ("A member for which loans exist shall not be deleted.", OnDelete::Restrict),
        ("It shall not be possible to delete a member for whom loans exist.", OnDelete::Restrict),
        ("Members with loans shall not be deletable.", OnDelete::Restrict),
    ] {
        let spec = library(said);
        assert_eq!(deletion(&spec, "Loan", "Member"), Some(effect), "{said}");
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
}

#[test]
fn a_deletion_that_says_more_is_not_cut_short() {
    for said in [
        "A member for whom unpaid loans exist shall not be deletable.",
        "It shall not be possible to delete a member before the loans are given back.",
        "When a member is deleted, the loans of that member shall be archived as well.",
    ] {
        let spec = library(said);
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
}

#[test]
fn what_is_there_once_is_told_by_what_ties_the_two() {
    for said in [
        "A club reads at most once per book.",
        "Each club can read a book only once.",
        "Rules: only one reading per club and book.",
        "No club may read twice in the same book.",
    ] {
        let spec = library(said);
        let mut sets = spec.entities["Reading"].unique.clone();
        sets.iter_mut().for_each(|set| set.sort());
        assert_eq!(sets, [["book_id", "club_id"]], "{said}");
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
}

#[test]
fn how_many_there_may_be_is_told_without_having_them() {
    let limit = json!(["limit", {"scope": ["member_id"], "max": 4}]);
    for said in
        ["A member isn't allowed more than 4 loans.", "Members shall never hold more than four loans."]
    {
        let spec = library(said);
        assert_eq!(formal(&spec), std::slice::from_ref(&limit), "{said}");
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
    for said in [
        "A member isn't allowed more than 4 open loans.",
        "A member isn't allowed more than 4 loans at a time.",
        "A member isn't allowed more than 4 loans, unless the board agrees.",
    ] {
        let spec = library(said);
        assert_ne!(formal(&spec), std::slice::from_ref(&limit), "{said}");
        assert!(!spec.open_questions.is_empty(), "{said}");
    }
}

#[test]
fn what_may_not_be_used_for_two_at_once_does_not_overlap() {
    for said in ["A book cannot be used for overlapping readings.", "No book can be in two readings at once."]
    {
        let spec = library(said);
        let rules = formal(&spec);
        let [rule] = rules.as_slice() else { panic!("{said}: {rules:?}, {:?}", asked(&spec)) };
        assert_eq!(rule[0], "overlap", "{said}");
        assert!(
            rule[1]["scope"].as_array().is_some_and(|scope| scope.contains(&json!("book_id"))),
            "{said}: {rule}"
        );
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
}

#[test]
fn members_that_may_be_missing_are_told_together() {
    let plant = "An API for plants. A plant has a name, a price and planted on. ";
    let spec = read(&format!("{plant}Price and planted on can be empty, everything else is required."));
    let required = |name: &str| spec.entities["Plant"].fields[name].required;
    assert_eq!((required("name"), required("price"), required("planted_on")), (true, false, false));
    assert_eq!(asked(&spec), Vec::<&str>::new());
    let spec = read(&format!("{plant}Price and planted on can be empty until the plant is sold."));
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn whoever_begins_with_a_value_has_it_by_default() {
    let spec = read(
        "An API for judo. A judoka has a name and a belt (white, yellow, green); everyone starts white.",
    );
    assert_eq!(spec.entities["Judoka"].fields["belt"].default, Some(json!("white")));
    assert_eq!(asked(&spec), Vec::<&str>::new());
}

#[test]
fn somebody_without_a_login_is_everybody() {
    for said in [
        "Anyone, including persons who are not logged in, shall be able to see the shows.",
        "Listeners (no login) can see shows.",
        "Listeners, no login needed, may see shows.",
    ] {
        let spec =
            read(&format!("An API for a radio. A show has a title. Only hosts may edit shows. {said}"));
        let auth = spec.auth.as_ref().unwrap();
        let open = auth.permissions.iter().any(|right| {
            right.roles.iter().any(|role| role == "public") && right.ops.iter().any(|op| op == "list")
        });
        assert!(open, "{said}: {:?}", auth.permissions);
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
}

#[test]
fn a_share_of_all_answers_is_a_percentile() {
    for (said, metric, value) in [
        ("95 % of all requests shall be answered within 300 milliseconds.", "latency_p95", 300),
        ("The system shall answer reads with a p99 latency of at most 150 ms.", "latency_p99", 150),
        ("The 90th percentile response time is below 80 ms.", "latency_p90", 80),
    ] {
        let spec = read(&format!("An API for permits. A permit has a number. {said}"));
        let [wish] = spec.nfr.as_slice() else { panic!("{said}: {:?}", spec.nfr) };
        assert_eq!((wish.metric.as_str(), wish.value.as_u64()), (metric, Some(value)), "{said}");
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
}

#[test]
fn the_subject_of_a_list_that_is_no_member_is_no_rule() {
    let spec = read(
        "API for polls in our club. A poll has a question, a closes at and options; an option belongs to a poll and has a \
         text. A vote is cast by a member for an option.\nEach member may vote once per poll. Votes are final: they can be \
         neither changed nor removed. Only board members can create polls; members can vote and everybody can see polls.",
    );
    assert!(spec.rules.iter().all(|rule| rule.status == RuleStatus::Formal), "{:?}", spec.rules);
}

#[test]
fn one_or_none_is_a_key_that_may_be_empty() {
    let text = "An API for plots. A plot has a number. A member has a name. A member can have several plots, a plot has only one \
                member or none at the moment.";
    let spec = read(text);
    let key = spec.relations.iter().find(|r| r.from == "Plot" && r.to == "Member").unwrap();
    assert_eq!(key.required, Some(false));
    assert_eq!(asked(&spec), Vec::<&str>::new());
}

#[test]
fn two_small_words_that_are_opposites_are_a_choice() {
    for (said, field, values) in [
        ("A plea has a text and a direction: in or out.", "direction", ["in", "out"]),
        ("Pleas (text, direction: in or out, filed at).", "direction", ["in", "out"]),
        ("A plea has a text and a side (for or against).", "side", ["for", "against"]),
    ] {
        let spec = read(&format!("An API for pleas. {said}"));
        assert_eq!(
            spec.entities["Plea"].fields[field].values,
            Some(values.map(|v| json!(v)).to_vec()),
            "{said}"
        );
        assert_eq!(asked(&spec), Vec::<&str>::new(), "{said}");
    }
}

#[test]
fn thousands_of_rules_that_cannot_hold_end_soon() {
    let said =
        "A member isn't allowed more than 4 books, and nobody may delete a shelf with loans; ".repeat(3_000);
    let spec = library(&said);
    assert!(spec.entities.contains_key("Loan"));
}
