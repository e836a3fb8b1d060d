//! What is worked out, and what only some rows must have, is no member of anything; and wishes and rules in the words
//! that people have for them.

use domain::{
    route::{Comparison, Gives, Measure, Route, Term},
    rule::{Direction, FormalRule, RowOp},
    spec::{OnDelete, Operation, Spec},
};
use serde_json::json;

use crate::reading::read;

const HARBOUR: &str = "Boats have a name, a length, a rating from 1 to 5 and a status (free, rented, in repair). \
     Customers have a name, an email (unique), a city and a joined date. Bookings belong to a boat and a customer \
     and have a day, an amount, a state (open, confirmed, cancelled), a paid flag and an optional note. ";

fn harbour(said: &str) -> Spec {
    read(&format!("{HARBOUR}{said}"))
}

fn rules(spec: &Spec) -> Vec<FormalRule> {
    spec.rules.iter().filter_map(FormalRule::of).collect()
}

fn own<'s>(spec: &'s Spec, path: &str) -> Option<&'s Operation> {
    spec.operations.iter().find(|op| op.path.as_deref() == Some(path) && op.method.as_deref() == Some("GET"))
}

fn route<'s>(spec: &'s Spec, path: &str, said: &str) -> &'s Route {
    own(spec, path).and_then(|op| op.route.as_ref()).unwrap_or_else(|| panic!("no {path}: {said}"))
}

fn members(spec: &Spec) -> usize {
    spec.entities.values().map(|entity| entity.fields.len()).sum()
}

/// Nothing was made of it, and somebody is asked.
fn asked_only(said: &str) {
    let (plain, spec) = (harbour(""), harbour(said));
    assert_eq!(members(&spec), members(&plain), "{said}");
    assert_eq!(spec.entities.len(), plain.entities.len(), "{said}");
    assert_eq!(rules(&spec), rules(&plain), "{said}");
    let bounds = |spec: &Spec| spec.entities["Boat"].fields["rating"].minimum.clone();
    assert_eq!(bounds(&spec), bounds(&plain), "{said}");
    assert!(!spec.open_questions.is_empty(), "{said}");
}

#[test]
fn what_no_form_holds_is_asked_and_makes_nothing() {
    for said in [
        "The total amount of a customer's bookings must not exceed 5000.",
        "Average amount per boat and month.",
        "A cancelled booking must have a note.",
        "Confirmed bookings need a note.",
        "Customers can't be deleted while they have open bookings.",
        "List boats with free places.",
        "Delete several bookings at once.",
        "Bulk create bookings.",
        "Bookings can be created in bulk.",
        "Bookings can be filtered by rating.",
        "No boat can be booked by two customers.",
    ] {
        asked_only(said);
    }
}

#[test]
fn figures_are_worked_out_and_no_records_whatever_heads_them() {
    for said in [
        "Figures: total amount per boat, average amount per customer.",
        "Standings: total amount per boat; average amount per customer.",
        "\n\n## Figures\n- total amount per boat\n- average amount per customer\n",
        "\n\n## Statistics\n- Total amount per boat\n- Average amount per customer\n",
    ] {
        let spec = harbour(said);
        assert_eq!(spec.entities.len(), 3, "{said}");
        for (path, measure) in [
            ("/bookings/total-amount-by-boat", Measure::Sum),
            ("/bookings/average-amount-by-customer", Measure::Average),
        ] {
            let Gives::Figures(figures) = &route(&spec, path, said).gives else { panic!("{said}") };
            assert_eq!(figures.list[0].measure, measure, "{said}");
        }
    }
}

#[test]
fn counting_by_something_is_no_order_of_a_list() {
    for said in ["Count bookings by state.", "Number of bookings by state.", "How many bookings per state?"] {
        let spec = harbour(said);
        assert!(matches!(route(&spec, "/bookings/count-by-state", said).gives, Gives::Figures(_)), "{said}");
        let list = spec.operations.iter().find(|op| op.id == "listBookings").expect("a list");
        assert!(list.sort.is_empty() && list.filters.is_empty(), "{said}");
    }
}

#[test]
fn a_total_amount_of_some_rows_is_added_up_and_a_monthly_report_tells_months() {
    let spec = harbour("Total amount of paid bookings per customer.");
    let route_of = route(&spec, "/bookings/total-amount-by-customer", "");
    let Gives::Figures(figures) = &route_of.gives else { panic!("figures") };
    assert_eq!((figures.list[0].measure, figures.list[0].conditions.len()), (Measure::Sum, 1));
    assert!(
        route_of.words("Booking").contains("total_amount (paid is true)"),
        "{}",
        route_of.words("Booking")
    );
    for said in [
        "A monthly report with number of bookings and total amount.",
        "I need a monthly overview of the number of bookings and the total amount.",
    ] {
        let spec = harbour(said);
        let Gives::Figures(figures) = &route(&spec, "/bookings/per-month", said).gives else {
            panic!("{said}")
        };
        assert_eq!((figures.list.len(), figures.every.is_some()), (2, true), "{said}");
    }
    let spec = harbour("Revenue of a boat per month.");
    assert_eq!(route(&spec, "/boats/{id}/bookings/revenue-per-month", "").scope.as_deref(), Some("boat_id"));
}

#[test]
fn rows_are_chosen_by_age_by_degree_and_by_a_bound() {
    for (said, path, is, than) in [
        (
            "Bookings older than 30 days.",
            "/bookings/older-than-30-days",
            Comparison::Below,
            Term::DaysFromNow(-30),
        ),
        ("All boats longer than 10.", "/boats/longer-than-10", Comparison::Above, Term::Value(json!(10))),
        (
            "Boats with a rating of 4 or more.",
            "/boats/rating-4-or-more",
            Comparison::AtLeast,
            Term::Value(json!(4)),
        ),
    ] {
        let spec = harbour(said);
        let found = &route(&spec, path, said).conditions;
        assert_eq!(found.len(), 1, "{said}");
        assert_eq!((found[0].is, &found[0].than), (is, &than), "{said}");
        assert_eq!(members(&spec), members(&harbour("")), "{said}");
    }
    let spec = harbour("The five boats with the best rating.");
    let top = own(&spec, "/boats/top").expect("a top list");
    assert_eq!(
        (top.sort.as_slice(), &top.route.as_ref().expect("own").gives),
        (&["-rating".to_owned()][..], &Gives::Top(5))
    );
}

#[test]
fn what_is_told_of_each_is_kept_by_none_and_told_of_no_others() {
    for said in [
        "For each boat: number of bookings and total amount.",
        "Show me for each boat the number of bookings and the total amount.",
        "Show me for each boat how many bookings it had.",
        "How many bookings does each boat have?",
    ] {
        let spec = harbour(said);
        assert_eq!(members(&spec), members(&harbour("")), "{said}");
        let figures = spec.operations.iter().filter_map(|op| op.route.as_ref()).any(|route| {
            matches!(&route.gives, Gives::Figures(figures) if figures.per.is_some() || route.scope.is_some())
        });
        assert!(figures, "{said}");
    }
    let spec = harbour("Per customer I want to see the total amount and the last booking.");
    assert!(own(&spec, "/bookings/latest").is_none());
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn rankings_say_of_whom_and_contradictions_are_asked() {
    for (said, path, per) in [
        ("Who has the most bookings?", "/bookings/top-customers", "customer_id"),
        ("Which boat was booked most often?", "/bookings/top-boats", "boat_id"),
        ("GET /leaderboard – customers ranked by total amount", "/leaderboard", "customer_id"),
    ] {
        let spec = harbour(said);
        let Gives::Figures(figures) = &route(&spec, path, said).gives else { panic!("{said}") };
        assert_eq!((figures.per.as_deref(), figures.top), (Some(per), Some(10)), "{said}");
    }
    let spec = harbour("Which of them is the best?");
    assert!(!spec.open_questions.is_empty());
    let spec = harbour("An overview of paid and unpaid bookings per customer.");
    assert!(own(&spec, "/bookings/count-by-customer").is_none() && !spec.open_questions.is_empty());
}

#[test]
fn labels_of_lists_are_no_records() {
    let spec = harbour("Filters: state, paid, day from/to. Sort: day, amount.");
    assert_eq!((spec.entities.len(), members(&spec)), (3, members(&harbour(""))));
    let list = spec.operations.iter().find(|op| op.id == "listBookings").expect("a list");
    assert_eq!(list.filters, ["state", "paid", "day_from", "day_to"]);
    assert_eq!(list.sort, ["day", "amount"]);
    let spec = harbour("Customer search by name. I want to see the customers sorted by name.");
    let list = spec.operations.iter().find(|op| op.id == "listCustomers").expect("a list");
    assert_eq!(
        (list.search.as_slice(), list.sort.as_slice()),
        (&["name".to_owned()][..], &["name".to_owned()][..])
    );
    let spec = harbour("Show bookings for a boat on a given day.");
    let list = spec.operations.iter().find(|op| op.id == "listBookings").expect("a list");
    assert!(list.sort.is_empty());
}

#[test]
fn lists_are_searched_filtered_and_ordered_in_many_words() {
    let list = |said: &str, id: &str| {
        let spec = harbour(said);
        assert_eq!(members(&spec), members(&harbour("")), "{said}");
        let op = spec.operations.iter().find(|op| op.id == id).expect("a list").clone();
        (op.search, op.filters, op.sort)
    };
    let told = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for said in [
        "Search for customers by name or city.",
        "Customers can be searched by name and city, case-insensitive.",
        "Search customers by name or city (case-insensitive).",
    ] {
        assert_eq!(list(said, "listCustomers").0, told(&["name", "city"]), "{said}");
    }
    for said in [
        "Allow filtering of bookings by boat and state.",
        "Bookings can be filtered by boat and state.",
        "Support filtering for bookings by boat and state.",
    ] {
        assert_eq!(list(said, "listBookings").1, told(&["boat_id", "state"]), "{said}");
    }
    for (said, sort) in [
        ("Highest rated boats first.", "-rating"),
        ("Best rated boats first.", "-rating"),
        ("Show the longest boats first.", "-length"),
        ("List the boats by length, longest first.", "-length"),
    ] {
        assert_eq!(list(said, "listBoats").2, told(&[sort]), "{said}");
    }
    assert_eq!(
        list("Sort bookings by amount and day, both directions.", "listBookings").2,
        told(&["amount", "day"])
    );
    assert_eq!(list("Filter bookings by the flag.", "listBookings").1, told(&["paid"]));
    assert_eq!(list("Filter bookings by whether they are paid.", "listBookings").1, told(&["paid"]));
}

#[test]
fn what_the_other_record_must_be_is_said_in_many_ways() {
    for said in [
        "Boats in repair can't be booked.",
        "No bookings for boats in repair.",
        "No bookings while the boat is in repair.",
        "No booking once the boat is in repair.",
        "Deny bookings for boats in repair.",
        "Reject a booking if the boat is in repair.",
        "Do not accept bookings when the boat is in repair.",
    ] {
        let found = rules(&harbour(said));
        assert!(
            matches!(found.as_slice(), [FormalRule::Requires { field, values, .. }]
                if field == "status" && *values == [json!("free"), json!("rented")]),
            "{said}: {found:?}"
        );
    }
}

#[test]
fn limits_are_said_in_many_ways() {
    for (said, scope, max, per) in [
        ("No boat may have over 5 bookings.", "boat_id", 5, false),
        ("Each customer may make 3 bookings per day at most.", "customer_id", 3, true),
        ("A boat can be booked only once a day.", "boat_id", 1, true),
        ("A boat may be booked at most twice a week.", "boat_id", 2, true),
    ] {
        let found = rules(&harbour(said));
        let [FormalRule::Limit { scope: by, max: most, per: unit, filter: None, .. }] = found.as_slice()
        else {
            panic!("{said}: {found:?}")
        };
        assert_eq!((by.as_slice(), *most, unit.is_some()), (&[scope.to_owned()][..], max, per), "{said}");
    }
    let found = rules(&harbour("At most 10 boats can be in repair."));
    assert!(
        matches!(found.as_slice(), [FormalRule::Limit { scope, max: 10, filter: Some(_), .. }] if scope.is_empty())
    );
    let shelf =
        read("A shelf has a code and holds at most 24 bottles. Bottles have a name and are on a shelf.");
    assert!(matches!(rules(&shelf).as_slice(), [FormalRule::Limit { max: 24, .. }]), "{:?}", shelf.rules);
    assert_eq!(shelf.entities["Shelf"].fields.len(), 1);
}

#[test]
fn one_of_each_is_a_limit_and_no_relation() {
    for said in [
        "Two students never have the same locker.",
        "No two students share a locker.",
        "A locker can be used by only one student.",
        "No locker can belong to two students.",
    ] {
        let spec = read(&format!("Lockers have a number. Students have a name and a locker. {said}"));
        let found = rules(&spec);
        assert!(
            matches!(found.as_slice(), [FormalRule::Limit { scope, max: 1, .. }] if *scope == ["locker_id"]),
            "{said}: {found:?}"
        );
        assert_eq!(spec.relations.len(), 1, "{said}");
    }
}

#[test]
fn what_is_there_once_is_said_in_many_ways() {
    for said in [
        "Same boat, customer and day only once.",
        "The same boat, customer and day may only be entered once.",
        "Same boat, customer and day never twice.",
    ] {
        let spec = harbour(said);
        let unique = &spec.entities["Booking"].unique;
        assert_eq!(unique.len(), 1, "{said}");
        assert_eq!(unique[0].len(), 3, "{said}");
    }
    for said in ["Boat names must be different.", "Boat names have to be all different."] {
        assert_eq!(harbour(said).entities["Boat"].fields["name"].unique, Some(true), "{said}");
    }
    for said in [
        "Within one podcast each episode number is used only once.",
        "Within a podcast each episode number occurs only once.",
    ] {
        let spec = read(&format!(
            "Podcasts have a title. Episodes belong to a podcast and have a number and a title. {said}"
        ));
        assert_eq!(spec.entities["Episode"].unique, [["number", "podcast_id"]], "{said}");
    }
}

#[test]
fn final_states_lock_what_they_are_said_of_and_nothing_more() {
    let found = rules(&harbour("Confirmed bookings can be cancelled, cancelled bookings are final."));
    let locked = found.iter().find_map(|rule| match rule {
        FormalRule::Immutable { filter, ops, .. } => Some((filter.clone(), ops.clone())),
        _ => None,
    });
    let (filter, ops) = locked.expect("a rule");
    assert_eq!(filter.expect("of some rows").values, [json!("cancelled")]);
    assert!(ops.contains(&RowOp::Update));
    let spec = harbour("A booking goes from open to confirmed or cancelled. Cancelled is final.");
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
    asked_only("Cancelled is final.");
    let found =
        rules(&harbour("Only open bookings can be deleted. Cancelled ones cannot be changed any more."));
    assert_eq!(found.len(), 2, "{found:?}");
    let spec = harbour("State: open -> confirmed -> cancelled, confirmed -> open allowed.");
    assert_eq!(spec.entities["Booking"].fields["state"].values.as_ref().map(Vec::len), Some(3));
}

#[test]
fn bounds_deadlines_and_deletions_in_other_words() {
    for said in ["Amount never above 1000.", "An amount over 1000 is not allowed."] {
        assert_eq!(harbour(said).entities["Booking"].fields["amount"].maximum, Some(1000.into()), "{said}");
    }
    for said in ["No bids after closing time.", "No bids after the closing time of the lot."] {
        let spec = read(&format!(
            "Lots have a title and a closing time. Bids belong to a lot and have an amount. {said}"
        ));
        assert!(matches!(rules(&spec).as_slice(), [FormalRule::Deadline { .. }]), "{said}");
    }
    let spec = read(
        "Rooms have a name, min players and max players. Bookings have a group size and a room. The group size has \
         to be between the room's min players and max players.",
    );
    assert_eq!(rules(&spec).iter().filter(|rule| matches!(rule, FormalRule::Compare { .. })).count(), 2);
    for (said, effect) in [
        ("A boat can only be deleted if it has no bookings.", OnDelete::Restrict),
        ("Boat delete is blocked while bookings exist.", OnDelete::Restrict),
        ("Deleting a boat for which a booking exists is refused with 409.", OnDelete::Restrict),
        ("Deleting a boat cascades to bookings.", OnDelete::Cascade),
    ] {
        let spec = harbour(said);
        let key = spec.relations.iter().find(|r| r.to == "Boat").expect("a key");
        assert_eq!(key.on_delete, Some(effect), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    let found = rules(&harbour("The day must not be in the past."));
    assert!(matches!(found.as_slice(), [FormalRule::Time { direction: Direction::NotPast, .. }]));
}

#[test]
fn acceptance_criteria_are_no_records_and_questions_end_sentences() {
    let spec = harbour("AC: list unpaid bookings. AC: total amount per boat.");
    assert_eq!(spec.entities.len(), 3);
    assert!(
        own(&spec, "/bookings/unpaid").is_some() && own(&spec, "/bookings/total-amount-by-boat").is_some()
    );
    let spec = read(
        "Players have a name. Games belong to a player and have a date and a result (win, loss, draw). How many games \
         ended in a draw? Games of a player.",
    );
    assert!(spec.rules.iter().all(|rule| !rule.text.contains("optional")), "{:?}", spec.rules);
}

#[test]
fn figures_in_units_by_what_ties_them_and_in_order() {
    let spec = read(
        "Plants have a name. Waterings belong to a plant and have a date and an amount in ml. Average ml per plant.",
    );
    assert!(own(&spec, "/waterings/average-amount-by-plant").is_some());
    let courses = "Courses have a title. Dogs have a name. Enrolments: dog, course, paid yes/no. A dog can only be \
         enrolled once per course. ";
    let spec = read(&format!("{courses}Number of dogs per course."));
    assert!(own(&spec, "/enrolments/count-by-course").is_some(), "{:?}", spec.open_questions);
    let quiz = "Teams have a name. Rounds have a title and max points. Scores belong to a team and a round and have \
         points. ";
    for said in
        ["Total points per team, highest first.", "Show the standings: total points per team, highest first."]
    {
        let spec = read(&format!("{quiz}{said}"));
        let Gives::Figures(figures) = &route(&spec, "/scores/top-teams", said).gives else {
            panic!("{said}")
        };
        assert_eq!((figures.per.as_deref(), figures.top), (Some("team_id"), Some(100)), "{said}");
    }
    let spec = read("Gigs have a date and a fee. Yearly income. Fee at least 200.");
    assert!(own(&spec, "/gigs/income-per-year").is_some());
    assert_eq!(spec.entities["Gig"].fields["fee"].minimum, Some(200.into()));
}

#[test]
fn lists_of_one_and_of_what_is_free() {
    let evening = "Teachers have a name. Slots: teacher, start, end, taken flag, seats. ";
    let spec =
        read(&format!("{evening}Free slots of a teacher, earliest first. Slots with at least 4 seats."));
    let free = own(&spec, "/teachers/{id}/slots/free").expect("a list").route.as_ref().expect("own");
    assert_eq!((free.scope.as_deref(), free.conditions.len()), (Some("teacher_id"), 1));
    assert!(own(&spec, "/slots/at-least-4-seats").is_some());
    let spec = read("Plays have a title. Costumes: label, size (S, M, L), play. Costumes of a play by size.");
    let list = spec.operations.iter().find(|op| op.id == "listCostumes").expect("a list");
    assert_eq!(list.filters, ["play_id", "size"]);
}

#[test]
fn what_is_out_is_lent_to_nobody_else() {
    let tools = "Tools: name, condition (good, worn, broken). Loans: tool, member name, lent on, returned on optional. ";
    for said in [
        "A tool cannot be lent while it is out.",
        "A tool that is out can't be lent again.",
        "A tool that is lent out cannot be lent again.",
    ] {
        let found = rules(&read(&format!("{tools}{said}")));
        assert!(
            matches!(found.as_slice(), [FormalRule::Limit { scope, max: 1, filter: Some(filter), .. }]
                if *scope == ["tool_id"] && filter.field == "returned_on"),
            "{said}: {found:?}"
        );
    }
    for said in ["Only tools in good condition may be lent.", "Loans only for good tools."] {
        let found = rules(&read(&format!("{tools}{said}")));
        assert!(matches!(found.as_slice(), [FormalRule::Requires { .. }]), "{said}: {found:?}");
    }
}

#[test]
fn ends_weeks_and_what_may_not_be_done() {
    let spec = read("Bookings: customer name, from, to. The end is not before the start.");
    assert!(
        matches!(rules(&spec).as_slice(), [FormalRule::Order { before, strict: false, .. }] if before == "from")
    );
    let spec = read(
        "Employees have a name. Shifts: employee, day, start time, end time. An employee may work at most 5 shifts per \
         week.",
    );
    let at = rules(&spec).into_iter().find_map(|rule| match rule {
        FormalRule::Limit { at, .. } => at,
        _ => None,
    });
    assert_eq!(at.as_deref(), Some("day"));
    let found = rules(&harbour("Bookings can be deleted but not changed."));
    assert!(matches!(found.as_slice(), [FormalRule::Immutable { filter: None, .. }]), "{found:?}");
}
