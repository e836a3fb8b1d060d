//! What kind of software a text asks for, where it says so only by the way, and what it is written in.

use domain::{Origin, spec::ProjectType};

use crate::reading::read;

fn kind(text: &str) -> ProjectType {
    read(text).project.kind
}

#[test]
fn a_site_that_keeps_nothing_is_a_static_one() {
    for text in [
        "It only has to be a static site, no logins and no database. Pages: home, concerts, contact.",
        "Make me a one-page website for my bakery: opening hours, address, a picture of the shop.",
        "A brochure site for a roofing company: home, services, contact.",
        "I want a portfolio website, nothing dynamic, just HTML and CSS.",
        "Wedding site: where, when, how to get there. Nothing to log in to.",
        "We want a single page that counts down to our festival on 12 June.",
    ] {
        assert_eq!(kind(text), ProjectType::StaticWeb, "{text}");
    }
}

#[test]
fn what_runs_in_a_terminal_is_a_command_line_program() {
    for text in [
        "I need something I can run in a terminal that tells me which ports are open.",
        "Build a console application in Java that plays back a recorded session.",
        "Could I get a script to clean up my downloads folder? It takes a path and --dry-run.",
        "Write a tool, csvdiff, run as `csvdiff old.csv new.csv`, which prints the added and removed rows.",
    ] {
        assert_eq!(kind(text), ProjectType::Cli, "{text}");
    }
}

#[test]
fn what_takes_data_from_here_to_there_is_a_pipeline() {
    for text in [
        "Every night read the meter readings CSV, check them and load them into Postgres. No API.",
        "A batch job which imports the supplier price list every morning into our database.",
        "We get a CSV of sales from each shop at midnight. Combine them, work out totals per shop and store them in Postgres.",
        "This is what the nightly pipeline should do.\n\n1. Read yesterday's event files.\n2. Write the sessions into PostgreSQL.\n\nA session has:\n\n- session_id (string, unique)\n- started_at (timestamp)\n\nNo API and no dashboard for now.",
    ] {
        assert_eq!(kind(text), ProjectType::Pipeline, "{text}");
    }
}

#[test]
fn what_waits_for_work_is_a_worker() {
    for text in [
        "Consumes messages from RabbitMQ and turns each into a PDF.",
        "Write a small service that listens on a NATS subject and writes each message to a log file.",
        "A scheduler that sends reminder e-mails every morning at 7.",
    ] {
        assert_eq!(kind(text), ProjectType::Worker, "{text}");
    }
}

#[test]
fn what_people_open_in_a_browser_is_a_web_app() {
    for text in [
        "Could this be a Django website? Boats: name, seats.",
        "Something our volunteers can open in the browser to enter shifts. A shift has a date and a start.",
        "Could we have a site where tenants report faults? A fault has a title and a photo.",
        "Guests should book our sauna online. A booking has a name, a date and a number of people.",
        "An intranet page for lending cameras: camera (model, serial number).",
    ] {
        assert_eq!(kind(text), ProjectType::WebApp, "{text}");
    }
}

#[test]
fn somebody_elses_site_and_what_is_not_wanted_tell_nothing() {
    for text in [
        "Backend: a bookmark has a url and a title.\n\nNot in this ticket: import from browsers, sharing.",
        "We need an API behind our website. A stop has a town and a start.",
        "A club has a name and a website. REST please.",
        "Newest first, 100 on one page. Tank: name, volume. An API.",
        "Go, standard library only. Stations have a name and a place. REST please.",
    ] {
        assert_eq!(kind(text), ProjectType::Api, "{text}");
    }
}

#[test]
fn helpers_are_functions_with_what_they_give() {
    let spec = read(
        "Two small helpers in Python: parse_duration(text) takes something like \"1h30m\" and returns the seconds as an integer, and format_duration(seconds) goes the other way and returns a string.",
    );
    let shown: Vec<String> =
        spec.functions.iter().map(|f| format!("{} {}", f.name, f.returns["x-ql-type"])).collect();
    assert_eq!(shown, ["parse_duration \"integer\"", "format_duration \"string\""]);
    let spec = read(
        "A JavaScript module: tilesNeeded(width, tile) says how many tiles are needed, isCutNeeded(width, tile) tells whether one has to be cut.",
    );
    let shown: Vec<String> =
        spec.functions.iter().map(|f| format!("{} {}", f.name, f.returns["x-ql-type"])).collect();
    assert_eq!(shown, ["tilesNeeded \"integer\"", "isCutNeeded \"boolean\""]);
    assert!(read("An API for boats. A boat(s) may have a name and a length(m).").functions.is_empty());
}

#[test]
fn a_name_of_the_stack_that_is_an_everyday_word_counts_where_it_is_written_as_a_name() {
    const SAID: &[&str] = &[
        "We agreed on {}.",
        "Everything else here is {}.",
        "Could this be {}?",
        "No preference, but {} would suit us.",
        "Must be {} because that's what the team can maintain.",
    ];
    for said in SAID {
        for (name, framework) in
            [("Express", "express"), ("Gin", "gin"), ("Rails", "rails"), ("Flask", "flask")]
        {
            let text = format!("Boats have a name and a length. {}", said.replace("{}", name));
            let project = read(&text).project;
            assert_eq!(project.framework.as_deref(), Some(framework), "{text}");
            assert_eq!(project.origin.get("framework"), Some(&Origin::Stated), "{text}");
        }
    }
    for text in [
        "Parcels have a weight and a way of shipping, which is Express or Standard.",
        "My nephew says Flask is good. Boats have a name.",
        "The bar has gins: name, price. The best one is Gin.",
    ] {
        assert_ne!(read(text).project.origin.get("framework"), Some(&Origin::Stated), "{text}");
    }
}

#[test]
fn a_sample_is_called_what_the_sentence_before_it_shows() {
    let sample = "{\"ticket_no\": 1042, \"brand\": \"Gazelle\", \"received_on\": \"2025-03-10\"}";
    for said in [
        "This is what a repair should look like when I fetch it:",
        "Here is how one repair looks:",
        "What a repair would look like:",
    ] {
        let spec = read(&format!("I need an API. {said}\n\n{sample}\n"));
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Repair"], "{said}");
    }
}
