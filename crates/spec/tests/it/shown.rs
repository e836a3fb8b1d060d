//! Numbers and rows that people want to be shown, by whatever name they call it: endpoints, reports, statistics,
//! rankings; and what of it is asked about instead of guessed.

use domain::{Spec, route::Gives};

use crate::reading::read;

const THINGS: &str = "API for a tool rental shop. Tools: name, daily price, category (hand, power). Customers: name, email \
                      (unique). Rentals: tool, customer, start date, due date, returned at (optional), price.";

fn shop(said: &str) -> Spec {
    let spec = read(&format!("{THINGS}\n{said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    assert_eq!(spec.entities.len(), 3, "{said}: {:?}", spec.entities.keys());
    spec
}

/// Each route with what it gives, in the order of the text.
fn routes(said: &str) -> Vec<String> {
    let spec = shop(said);
    let own = spec.operations.iter().filter_map(|op| Some((op.path.clone()?, op.route.clone()?)));
    own.map(|(path, route)| {
        let Gives::Figures(figures) = &route.gives else { return path };
        let per = figures.apart().map(|apart| format!(" per {apart}")).unwrap_or_default();
        let top = figures.top.map(|n| format!(" top {n}")).unwrap_or_default();
        format!("{path}{per}{top}")
    })
    .collect()
}

const ENDPOINTS: &[&str] = &[
    "Endpoints for",
    "We also need endpoints for",
    "There should be an endpoint for",
    "Please add routes for",
    "The API should also have endpoints for",
    "I'd like an endpoint for",
    "Managers need a report of",
];

const REPORTS: &[&str] = &[
    "A report of",
    "Provide statistics on",
    "There should be a dashboard with",
    "Add a statistics endpoint:",
    "We want an overview of",
    "The system should offer a report showing",
];

const NUMBERS: &[(&str, &str)] = &[
    ("the number of rentals per customer", "/rentals/count-by-customer per customer_id"),
    ("the total price per tool", "/rentals/total-price-by-tool per tool_id"),
    ("the total revenue per tool", "/rentals/revenue-by-tool per tool_id"),
    ("the revenue per month", "/rentals/revenue-per-month per month of start_date"),
    ("the monthly revenue", "/rentals/revenue-per-month per month of start_date"),
    ("the number of rentals per week", "/rentals/count-per-week per week of start_date"),
    ("the number of tools per category", "/tools/count-by-category per category"),
    ("the average rental price", "/rentals/average-price"),
    ("the top 5 customers by number of rentals", "/rentals/top-customers per customer_id top 5"),
    ("the three most rented tools", "/rentals/top-tools per tool_id top 3"),
    ("the customers with the most rentals", "/rentals/top-customers per customer_id top 10"),
];

#[test]
fn numbers_are_asked_for_by_any_name() {
    for lead in ENDPOINTS.iter().chain(REPORTS) {
        for (wish, route) in NUMBERS {
            for tail in ["", " please", " would be nice"] {
                let said = format!("{lead} {wish}{tail}.");
                assert_eq!(routes(&said), [*route], "{said}");
            }
        }
    }
}

#[test]
fn rows_are_chosen_by_how_they_stand() {
    for lead in ENDPOINTS.iter().take(6) {
        assert_eq!(routes(&format!("{lead} overdue rentals.")), ["/rentals/overdue"], "{lead}");
        assert_eq!(routes(&format!("{lead} open rentals.")), ["/rentals/open"], "{lead}");
    }
    for can in ["can be listed", "should be visible", "may be fetched", "can also be retrieved separately"] {
        assert_eq!(routes(&format!("Overdue rentals {can}.")), ["/rentals/overdue"], "{can}");
        assert_eq!(
            routes(&format!("Rentals that are not returned yet {can}.")),
            ["/rentals/not-returned"],
            "{can}"
        );
    }
    for (said, route) in [
        ("List rentals due this week.", "/rentals/due-this-week"),
        ("Give me the rentals that start today.", "/rentals/start-today"),
        ("List the three cheapest tools.", "/tools/top"),
        ("Tools in the category power can be listed separately.", "/tools/category-power"),
    ] {
        assert_eq!(routes(said), [route], "{said}");
    }
}

#[test]
fn several_wishes_of_one_sentence_become_a_route_each() {
    for lead in ENDPOINTS {
        let said = format!("{lead} overdue rentals and the total revenue per tool would be nice.");
        assert_eq!(routes(&said), ["/rentals/overdue", "/rentals/revenue-by-tool per tool_id"], "{said}");
    }
    assert_eq!(
        routes(
            "It must be possible to list all rentals that are overdue and all rentals of a given customer."
        ),
        ["/rentals/overdue", "/customers/{id}/rentals"]
    );
    // What is told by months or tools is so alone.
    assert_eq!(
        routes(
            "A dashboard with the number of tools, the number of rentals per month and the average rental price."
        ),
        ["/tools/count", "/rentals/count-per-month per month of start_date", "/rentals/average-price"]
    );
}

#[test]
fn numbers_of_one_record_and_for_each_of_them_are_told_apart() {
    for (said, route) in [
        ("It should be possible to see how many rentals a customer has.", "/customers/{id}/rentals/count"),
        (
            "For each customer the API shows the number of rentals.",
            "/rentals/count-by-customer per customer_id",
        ),
        ("For every tool, return the total price.", "/rentals/total-price-by-tool per tool_id"),
        ("For a tool, list its rentals.", "/tools/{id}/rentals"),
        ("Which customers have the most rentals?", "/rentals/top-customers per customer_id top 10"),
    ] {
        assert_eq!(routes(said), [route], "{said}");
    }
}

#[test]
fn what_was_taken_to_mean_something_is_an_assumption() {
    let assumed = |said: &str| {
        let spec = shop(said);
        spec.assumptions.iter().map(|a| a.text.clone()).collect::<Vec<_>>().join("\n")
    };
    assert!(
        assumed("A report of the revenue per month.").contains("revenue is the sum of price over rentals")
    );
    assert!(
        assumed("A report of the revenue per month.").contains("the month of rentals goes by start_date")
    );
    assert!(assumed("A list of the most rented tools.").contains("goes by how many rentals each has"));
    assert!(assumed("List rentals due this week.").contains("the seven days from today"));
}

#[test]
fn what_no_route_can_say_is_asked_about_and_nothing_of_it_is_built() {
    for said in [
        "A report of the revenue per category.",
        "There should be a report of the happiness per customer.",
        "Statistics on rentals per colour.",
        "An endpoint for the number of rentals between two dates.",
    ] {
        let spec = shop(said);
        assert!(spec.operations.iter().all(|op| op.route.is_none()), "{said}");
        let asked = !spec.open_questions.is_empty() && spec.coverage.reported > 0;
        assert!(asked || spec.rules.iter().any(|rule| rule.text.len() > 10), "{said}");
    }
}

#[test]
fn of_several_wishes_those_that_are_plain_are_built_and_the_others_asked_about() {
    for (said, built, asked) in [
        ("Endpoints for overdue rentals and the weather of tomorrow.", "/rentals/overdue", "weather"),
        (
            "Reports: rentals per tool, the happiness per customer.",
            "/rentals/count-by-tool per tool_id",
            "happiness",
        ),
        ("I want to see the overdue rentals, the mood of the staff.", "/rentals/overdue", "mood"),
    ] {
        assert_eq!(routes(said), [built], "{said}");
        let questions =
            shop(said).open_questions.iter().map(|q| q.text.clone()).collect::<Vec<_>>().join("\n");
        assert!(questions.contains(asked) && !questions.contains("overdue"), "{said}: {questions}");
    }
}

#[test]
fn a_wish_needs_no_verb() {
    for (said, route) in [
        ("Unreturned rentals.", "/rentals/unreturned"),
        ("Rentals per customer.", "/rentals/count-by-customer per customer_id"),
        ("Latest rental per tool", "/tools/{id}/rentals/latest"),
        ("Most rented tools", "/rentals/top-tools per tool_id top 10"),
        ("Rentals without a returned at.", "/rentals/without-returned-at"),
        ("Ranking of tools by daily price", "/tools/top"),
        ("Rentals of a customer", "/customers/{id}/rentals"),
        ("Rentals that start tomorrow", "/rentals/start-tomorrow"),
        ("Rentals due within 14 days", "/rentals/due-14-days"),
        ("Rentals in the last 30 days", "/rentals/last-30-days"),
        ("Sum and number of rentals per tool.", "/rentals/by-tool per tool_id"),
    ] {
        assert_eq!(routes(said), [route], "{said}");
    }
    // "per … and per …" are two, and a pair of things is not one.
    assert_eq!(
        routes("Total price per tool and per month."),
        [
            "/rentals/total-price-by-tool per tool_id",
            "/rentals/total-price-per-month per month of start_date"
        ]
    );
    assert!(routes("Total price per tool per month.").is_empty());
    // A list is told apart by a key, where numbers would be counted.
    assert!(routes("Queries: rentals by tool").is_empty());
}

#[test]
fn a_deed_that_is_asked_for_changes_what_it_can_only_mean() {
    for (said, path) in [
        ("Mark rentals as returned.", "/rentals/{id}/returned"),
        ("I want to mark a rental as returned.", "/rentals/{id}/returned"),
        ("Returning a rental sets returned at to now.", "/rentals/{id}/return"),
        ("Return a rental.", "/rentals/{id}/return"),
    ] {
        let spec = shop(said);
        let routes: Vec<_> = spec.operations.iter().filter(|op| op.route.is_some()).collect();
        let [op] = routes.as_slice() else { panic!("{said}: {routes:?}") };
        assert_eq!((op.method.as_deref(), op.path.as_deref()), (Some("POST"), Some(path)), "{said}");
        assert!(matches!(op.route.as_ref().map(|r| &r.gives), Some(Gives::Change(_))), "{said}");
    }
    // Nothing says what that changes.
    assert!(routes("Polish a tool.").is_empty());
}

#[test]
fn a_report_can_be_a_thing_of_its_own() {
    let spec = read("A REST API. A report has a title and a total. Employees have a name.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Report", "Employee"]);
}
