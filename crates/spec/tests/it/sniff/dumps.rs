//! Whole SQL scripts, as tools and people write them.

use super::{check, check_file};

#[test]
fn a_dump_of_postgres_is_read_to_its_last_statement() {
    check_file(
        r"--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;

--
-- Name: loan_state; Type: TYPE; Schema: public; Owner: library
--

CREATE TYPE public.loan_state AS ENUM (
    'open',
    'returned'
);

CREATE TABLE public.books (
    id integer NOT NULL,
    title character varying(200) NOT NULL,
    pages integer,
    code text,
    CONSTRAINT books_pages_check CHECK (((pages >= 1) AND (pages <= 5000))),
    CONSTRAINT books_code_check CHECK ((code ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT books_title_check CHECK ((char_length((title)::text) > 1))
);
ALTER TABLE public.books OWNER TO library;
COMMENT ON TABLE public.books IS 'What is on the shelves';
COMMENT ON COLUMN public.books.code IS 'Where it''s kept';
CREATE SEQUENCE public.books_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE CACHE 1;
ALTER SEQUENCE public.books_id_seq OWNED BY public.books.id;

CREATE TABLE public.loans (
    id bigint NOT NULL,
    book_id integer NOT NULL,
    state public.loan_state DEFAULT 'open'::public.loan_state NOT NULL,
    kind character varying(10) NOT NULL,
    returned_on date,
    CONSTRAINT loans_kind CHECK (((kind)::text = ANY ((ARRAY['short'::character varying, 'long'::character varying])::text[])))
);
CREATE TABLE public.book_tags (book_id integer NOT NULL, tag_id integer NOT NULL);
CREATE TABLE public.tags (id integer NOT NULL, name text NOT NULL);

ALTER TABLE ONLY public.books ALTER COLUMN id SET DEFAULT nextval('public.books_id_seq'::regclass);
COPY public.books (id, title) FROM stdin;
1	Dune; a novel
\.
SELECT pg_catalog.setval('public.books_id_seq', 1, false);
ALTER TABLE ONLY public.books
    ADD CONSTRAINT books_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.books
    ADD CONSTRAINT books_title_key UNIQUE (title);
ALTER TABLE ONLY public.book_tags
    ADD CONSTRAINT book_tags_pkey PRIMARY KEY (book_id, tag_id);
CREATE UNIQUE INDEX loans_open ON public.loans USING btree (book_id) WHERE (returned_on IS NULL);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMP TABLE scratch (id int, word text);
  RETURN NEW;
END;
$$;
ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_book_id_fkey FOREIGN KEY (book_id) REFERENCES public.books(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.book_tags
    ADD CONSTRAINT bt1 FOREIGN KEY (book_id) REFERENCES public.books(id);
ALTER TABLE ONLY public.book_tags
    ADD CONSTRAINT bt2 FOREIGN KEY (tag_id) REFERENCES public.tags(id);
GRANT SELECT ON TABLE public.books TO reader;
CREATE VIEW public.late AS SELECT * FROM public.loans;
-- Books that nobody lent in ten years are given away
",
        Some("dump.sql"),
        r#"
        Book
        title: string required unique min=2 max=200
        pages: integer >=1 <=5000
        code: text matches ^[A-Z]{3}$ # Where it's kept
        Loan
        state: enum in ["open","returned"] default="open"
        kind: enum required in ["short","long"]
        returned_on: date
        Tag
        name: text required
        Loan -> Book book_id many_to_one required cascade
        Book -> Tag tag_ids many_to_many
        storage postgres
        ? unrecognised: CREATE UNIQUE INDEX loans_open ON public.loans USING btree (book_id) WHERE (returned_on IS NULL);
        ? unrecognised: COPY public.books (id, title) FROM stdin; 1 Dune; a novel \.
        ? unrecognised: CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE scratch (id int, word text); RETURN NEW; END; $$;
        ? unrecognised: GRANT SELECT ON TABLE public.books TO reader;
        ? unrecognised: CREATE VIEW public.late AS SELECT * FROM public.loans;
        ? unrecognised: Books that nobody lent in ten years are given away
        "#,
    );
}

#[test]
fn a_dump_of_mysql_is_read_to_its_last_statement() {
    check(
        r"-- MySQL dump 10.13  Distrib 8.0.33, for Linux (x86_64)
--
-- Host: localhost    Database: shop

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;

--
-- Table structure for table `customers`
--

DROP TABLE IF EXISTS `customers`;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `customers` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(190) COLLATE utf8mb4_unicode_ci NOT NULL,
  `level` enum('basic','gold') CHARACTER SET utf8mb4 NOT NULL DEFAULT 'basic',
  `is_active` tinyint(1) NOT NULL DEFAULT '1',
  `credit` decimal(10,2) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `customers_email_unique` (`email`),
  KEY `idx_level` (`level`),
  CONSTRAINT `chk_credit` CHECK ((`credit` between 0 and 1000))
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COMMENT='People who buy';
LOCK TABLES `customers` WRITE;
/*!40000 ALTER TABLE `customers` DISABLE KEYS */;
INSERT INTO `customers` VALUES (1,'a;b@c.d','basic',1,0.00);
UNLOCK TABLES;
CREATE TABLE `orders` (
  `id` int NOT NULL AUTO_INCREMENT,
  `customer_id` bigint unsigned NOT NULL,
  `note` varchar(500) DEFAULT NULL COMMENT 'free words',
  PRIMARY KEY (`id`),
  CONSTRAINT `o1` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- Dump completed on 2023-06-01 12:00:00;",
        r##"
        Customer
        email: email required unique max=190 pii=contact
        level: enum in ["basic","gold"] default="basic"
        is_active: boolean default=true
        credit: decimal required >=0 <=1000 step=0.01
        Order
        note: string max=500 # free words
        Order -> Customer customer_id many_to_one required cascade
        storage mysql
        ? unrecognised: INSERT INTO `customers` VALUES (1,'a;b@c.d','basic',1,0.00);
        "##,
    );
}

#[test]
fn partitions_belong_to_their_table() {
    check_file(
        "CREATE TABLE pay (id int, at date NOT NULL) PARTITION BY RANGE (at);
         CREATE TABLE pay_2022 (id int, at date NOT NULL);
         ALTER TABLE ONLY pay ATTACH PARTITION pay_2022 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');",
        Some("schema.sql"),
        "
        Pay table=pay
        at: date required
        ",
    );
}
