//! What a project is made with: names that are stated, and words that only look like one.

use domain::{Origin, intent::Intent, roles::Reader, spec::ProjectType};
use spec::RulesReader;

use crate::reading::read;

/// Language and framework that the text states or implies, not those that are assumed.
fn made_with(text: &str) -> (Option<String>, Option<String>) {
    let project = read(text).project;
    let claimed = |key: &str, value: Option<String>| {
        value.filter(|_| project.origin.get(key).is_some_and(|origin| *origin != Origin::Default))
    };
    (claimed("language", project.language.clone()), claimed("framework", project.framework.clone()))
}

#[test]
fn a_stack_is_read_however_its_names_are_divided() {
    for (text, language, framework) in [
        ("Todo API, go + gin + postgres. Tasks have a title.", "go", Some("gin")),
        ("API in rust/axum with sqlite for tasks. Tasks have a title.", "rust", Some("axum")),
        ("Write a PHP (Slim 4) REST API for tasks (title, done).", "php", Some("slim")),
        ("Shop backend (Go, chi router, MySQL). Products have a name.", "go", Some("chi")),
        (
            "Create a quiz backend using Node.js, Express and MongoDB. A quiz has a title.",
            "javascript",
            Some("express"),
        ),
        ("REST API (Node.js/TypeScript). Items have a name.", "typescript", None),
        ("lang: java, framework: micronaut. Animals have a name.", "java", Some("micronaut")),
        ("Items have a name. Vanilla JS and Express is ok.", "javascript", Some("express")),
        ("tech: nextjs frontend, nestjs backend. Items have a name.", "typescript", Some("nestjs")),
        ("Node.js scheduled job: every night delete the old files.", "javascript", None),
        ("API REST en python con flask para gestionar libros.", "python", Some("flask")),
        ("Web app using Vue and a Go API. Items have a name.", "go", None),
    ] {
        let (read_language, read_framework) = made_with(text);
        assert_eq!(read_language.as_deref(), Some(language), "{text}");
        assert_eq!(read_framework.as_deref(), framework, "{text}");
    }
}

#[test]
fn a_word_that_is_also_a_name_needs_somebody_to_speak_for_it() {
    for text in [
        "An API for orders. Orders have a total and are shipped with express or standard.",
        "Every order has a shipping method (Standard, Express, Overnight) and a total.",
        "People take photos on the go. Photos have a caption.",
        "In Spring we plant trees. Trees have a species.",
        "Users can rate a movie with one click. Movies have a title.",
        "Bank accounts have a SWIFT code and an IBAN.",
        "Developers have a name and a favourite language (Python, Go, Rust).",
        "Courses about Python and Django have a title and a price.",
        "Job ads have a title and required skills such as Java, Spring and SQL.",
        "The tool is for our Kotlin team. Items have a name.",
        "API for cocktails with gin. Cocktails have a name.",
    ] {
        assert_eq!(made_with(text), (None, None), "{text}");
    }
}

#[test]
fn what_is_refused_or_replaced_is_not_what_is_built_with() {
    for text in [
        "Build an API for recipes, not in PHP please. Recipes have a title.",
        "We want to replace our old Rails app. Books have a title and an isbn.",
        "It must not depend on Java. Items have a name.",
        "Code in C++ is not wanted. Items have a name.",
        "Items have a name. Django not required, PHP isn't needed either.",
        "Items have a name. Flask not needed.",
    ] {
        assert_eq!(made_with(text), (None, None), "{text}");
    }
    let storage = |text: &str| read(text).project.storage;
    assert_eq!(storage("Items have a name. Postgres not needed."), storage("Items have a name."));
    assert_eq!(storage("Items have a name. Postgres needed.").as_deref(), Some("postgres"));
    let text = "Our current system is a PHP monolith; we need a new API in Go. Items have a name.";
    assert_eq!(made_with(text).0.as_deref(), Some("go"));
}

#[test]
fn where_no_clause_says_it_a_name_that_stands_anywhere_is_what_is_built_with() {
    for (said, language, framework) in [
        ("Decision: Python/FastAPI, MySQL (hospital standard).", "python", "fastapi"),
        (
            "We want one JSON interface (Go, chi router, PostgreSQL behind it) that other systems talk to.",
            "go",
            "chi",
        ),
        ("Django developer wanted for our kennel.", "python", "django"),
        ("Our people maintain code in Ruby on Rails, so that would suit.", "ruby", "rails"),
    ] {
        let found = made_with(&format!("An API. A tray has a name. {said}"));
        assert_eq!(found, (Some(language.into()), Some(framework.into())), "{said}");
    }
    for said in [
        "Today the office has a Django page.",
        "Anything but Laravel.",
        "The last one was done in Flask instead of Django.",
        "A tray may also have a gin and an echo.",
    ] {
        assert_eq!(made_with(&format!("An API. A tray has a name. {said}")), (None, None), "{said}");
    }
}

#[test]
fn languages_that_exclude_each_other_are_asked_about() {
    let spec = read("Do it in Python. On second thought the boss wants Java. Items have a name.");
    let asked = spec.blocking().find(|question| question.pointer.as_deref() == Some("/project/language"));
    assert!(asked.is_some_and(|question| question.text.contains("java")), "{:?}", spec.open_questions);
}

#[test]
fn names_in_asides_and_titles_are_read() {
    for (text, framework) in [
        ("You will build a Rails API for a tea service. A tea has a title.", "rails"),
        ("can you make me an api (express pls) for newsletters? newsletter = title + slug", "express"),
        ("observatory log -- gin\n\n- telescopes (name, aperture)", "gin"),
    ] {
        assert_eq!(read(text).project.framework.as_deref(), Some(framework), "{text}");
    }
    let spec = read("An API for a bar. A drink has a name and a kind - gin");
    assert_eq!(spec.project.framework.as_deref(), Some("fastapi"), "a drink is no software");
}

#[test]
fn a_sentence_about_nothing_but_the_stack_may_be_worded_in_any_way() {
    for (text, language, framework) in [
        ("On the server we would like Python.", "python", None),
        ("The backend should be a Spring Boot application.", "java", Some("spring-boot")),
        ("The language should be Go and the framework Gin.", "go", Some("gin")),
        ("As a framework please use Echo.", "go", Some("echo")),
        ("For the framework, Express.", "javascript", Some("express")),
        ("We use FastAPI for everything else.", "python", Some("fastapi")),
        ("Our hoster only has PHP.", "php", None),
        ("We're a Python shop, so FastAPI would be great.", "python", Some("fastapi")),
        ("Please do it in Ruby, I know that best.", "ruby", None),
        ("Python >= 3.11, FastAPI, SQLite.", "python", Some("fastapi")),
        ("Flask as backend, SQLite as database.", "python", Some("flask")),
        ("Frontend will be React, backend Express.", "javascript", Some("express")),
        ("Nodejs + express pls", "javascript", Some("express")),
        ("Rails in API mode.", "ruby", Some("rails")),
    ] {
        let text = format!("A lesson has a topic and a day. {text}");
        let spec = read(&text);
        assert_eq!(spec.open_questions, Vec::new(), "{text}");
        assert_eq!(spec.entities.len(), 1, "{text}");
        let (read_language, read_framework) = (spec.project.language, spec.project.framework);
        assert_eq!(read_language.as_deref(), Some(language), "{text}");
        assert!(framework.is_none() || read_framework.as_deref() == framework, "{text}: {read_framework:?}");
    }
}

#[test]
fn of_two_names_that_are_compared_the_better_one_is_built_with() {
    for (text, language, framework) in [
        ("I prefer TypeScript over JavaScript.", Some("typescript"), None),
        ("Go instead of Node.", Some("go"), None),
        ("Use Fastify rather than Express.", Some("javascript"), Some("fastify")),
        ("Like Rails but in Go.", Some("go"), None),
        ("We moved away from Rails; this one is in Go.", Some("go"), None),
        ("The old system is in Java, the new one shall be in Go.", Some("go"), None),
        ("Don't use Django; FastAPI is fine.", Some("python"), Some("fastapi")),
        ("Anything but PHP.", None, None),
        ("The old one was written in PHP.", None, None),
        ("It replaces our old PHP script.", None, None),
    ] {
        let text = format!("A lesson has a topic and a day. {text}");
        let (read_language, read_framework) = made_with(&text);
        assert_eq!(read_language.as_deref(), language, "{text}");
        assert_eq!(read_framework.as_deref(), framework, "{text}");
        assert_eq!(read(&text).open_questions, Vec::new(), "{text}");
    }
}

#[test]
fn who_leaves_the_choice_to_the_maker_is_asked_nothing() {
    for text in [
        "Technology doesn't matter.",
        "Any language is fine.",
        "The language is up to you.",
        "I don't care about the language.",
        "You choose the stack.",
    ] {
        let spec = read(&format!("A lesson has a topic and a day. {text}"));
        assert_eq!(spec.open_questions, Vec::new(), "{text}");
        assert_eq!(spec.project.origin["language"], Origin::Default, "{text}");
    }
}

#[test]
fn no_framework_is_the_own_library_of_go_and_a_question_elsewhere() {
    for text in ["Go, no framework.", "Go. No frameworks please.", "Go, standard library only."] {
        let spec = read(&format!("{text} A lesson has a topic and a day."));
        assert_eq!(spec.project.framework.as_deref(), Some("net-http"), "{text}");
        assert_eq!(spec.open_questions, Vec::new(), "{text}");
    }
    for text in ["PHP 8 without a framework.", "Python, standard library only."] {
        let spec = read(&format!("{text} A lesson has a topic and a day."));
        let asked: Vec<_> = spec.open_questions.iter().filter_map(|q| q.pointer.as_deref()).collect();
        assert_eq!(asked, ["/project/framework"], "{text}");
    }
}

#[test]
fn the_answer_to_which_language_is_what_is_built_with() {
    let text = "Do it in Python. On second thought the boss wants Java. Items have a name.";
    let asked =
        read(text).open_questions.into_iter().find(|q| q.pointer.as_deref() == Some("/project/language"));
    let mut intent = Intent::of(text);
    intent.answers.insert(asked.unwrap().id, serde_json::json!("java"));
    let project = RulesReader::default().read(&intent).unwrap().project;
    assert_eq!(
        (project.language.as_deref(), project.framework.as_deref()),
        (Some("java"), Some("spring-boot"))
    );
}

#[test]
fn a_name_is_read_in_the_words_of_a_chat_a_letter_and_a_list() {
    for (text, language, framework) in [
        (
            "Backend for our choir: Express, plain JavaScript, one SQLite file, JSON over HTTP.",
            "javascript",
            Some("express"),
        ),
        ("Service for the museum: TypeScript, NestJS, one Postgres instance.", "typescript", Some("nestjs")),
        ("Need a little command line tool in Rust named punch for logging hours.", "rust", None),
        ("write me a small cli in ruby called notes, which adds and lists notes", "ruby", None),
        ("kim: you know rust, right? could you write me a tool for my coffee roasts", "rust", None),
        ("our choir needs something better. rails would be best, I can host that", "ruby", Some("rails")),
        (
            "Our club needs an API. Books have a title. Express would be great since we know it.",
            "javascript",
            Some("express"),
        ),
        ("An HTTP API written in Go (chi as the router, Postgres). Sites have a name.", "go", Some("chi")),
        ("A service in Rust (rocket for the routes). Sites have a name.", "rust", Some("rocket")),
        ("An API. Clubs have a name. We use Go and the Gin framework everywhere.", "go", Some("gin")),
    ] {
        let (read_language, read_framework) = made_with(text);
        assert_eq!(read_language.as_deref(), Some(language), "{text}");
        assert_eq!(read_framework.as_deref(), framework, "{text}");
    }
    for text in [
        "Shop API. Orders have a number. Express would be fine for parcels.",
        "Garden API. Beds have a number. Spring is best for planting.",
    ] {
        assert_eq!(made_with(text), (None, None), "{text}");
    }
}

#[test]
fn a_web_app_is_wanted_in_whichever_sentence_it_stands() {
    for text in [
        "I promised to write down what our choir needs. A small website made with Django would be perfect. Singers have a name.",
        "We would like to replace our card index by a Rails web application. A plot has a number and an area.",
        "Stack: Flask and SQLite, as a web app. A trip has a title and a destination.",
        "Something like a web app in Django would be great. Members have a name and an email.",
        "Plots have a number and an area. It should be a web app with Laravel.",
        "A boat has a name and a length. A website where members can book boats would be nice.",
    ] {
        assert_eq!(read(text).project.kind, ProjectType::WebApp, "{text}");
    }
    for text in [
        "An API for boats. A boat has a name and a length. It is called by our web app.",
        "A boat has a name and a length. Our web application will call the API.",
        "A boat has a name, a website and a length. A web application calls these endpoints.",
        "A club has a name and a website. A website must begin with https.",
        "Boats have a name and a length. We don't want a web app.",
        "Boats have a name and a length. We already have a web app in PHP.",
    ] {
        assert_eq!(read(text).project.kind, ProjectType::Api, "{text}");
    }
}

#[test]
fn what_it_has_to_be_made_with_is_said_in_many_ways() {
    const THING: &str = "Moorings have a number and a length.";
    for (said, language, framework) in [
        ("Has to be Go.", "go", None),
        ("The backend must be Laravel since our hoster knows it.", "php", Some("laravel")),
        ("We run a JVM, so Java it is.", "java", None),
        ("It needs to fit in our existing Symfony setup.", "php", Some("symfony")),
        ("I am most comfortable with Java.", "java", None),
        ("Constraints: Go 1.22+, SQLite.", "go", None),
        ("Cargo workspace, axum, sqlite.", "rust", Some("axum")),
        ("Gems allowed: sinatra.", "ruby", Some("sinatra")),
        ("Backend Python (we like FastAPI).", "python", Some("fastapi")),
        ("Built on top of Express and Postgres, TypeScript throughout.", "typescript", Some("express")),
        ("Should be a Rust (actix-web) service storing to SQLite.", "rust", Some("actix-web")),
    ] {
        let (said_language, said_framework) = made_with(&format!("{THING} {said}"));
        assert_eq!(
            (said_language.as_deref(), said_framework.as_deref()),
            (Some(language), framework),
            "{said}"
        );
    }
    let gin = read("A gin api for moorings, number and length each");
    assert_eq!(gin.project.framework.as_deref(), Some("gin"));
    assert!(!gin.entities.contains_key("Gin"));
    for said in
        ["A Python data pipeline that runs every night.", "Small Python package `bucket` with one class."]
    {
        assert_eq!(made_with(said).0.as_deref(), Some("python"), "{said}");
    }
    let cli = read("A little CLI, Go preferred, that counts the words of a file.");
    assert_eq!(cli.project.language.as_deref(), Some("go"));
}

#[test]
fn what_must_be_so_of_the_things_is_no_stack() {
    for said in ["Shipping must be express.", "The rails must be clean.", "Its season has to be Spring."] {
        assert_eq!(made_with(&format!("A parcel has a weight. {said}")), (None, None), "{said}");
    }
}
