from portal.launcher import plan

SERVE = {"WEB_PORT": "8000", "RUN_DIR": "/r"}


def test_it_serves_with_three_processes() -> None:
    web, worker, beat = plan.processes(SERVE)
    assert "127.0.0.1:8000" in web.arguments and "--no-control-socket" in web.arguments and web.http
    assert "worker" in worker.arguments and "--without-mingle" in worker.arguments
    assert "/r/beat-schedule" in beat.arguments


def test_it_adds_sites_and_a_mail_catcher_to_the_demo() -> None:
    demo = plan.demo_environment(web_port=8001, site_ports=(9001, 9002), smtp_port=2525, mail_port=2526)
    assert demo["DEMO_SITES"] == "127.0.0.1:9001,127.0.0.2:9002" and demo["PUBLIC_URL"] == "http://127.0.0.1:8001"
    found = {process.name: process for process in plan.demo_processes(SERVE | demo)}
    assert set(found) == {"sites", "operator"}
    assert found["sites"].ready == (("127.0.0.1", 9001), ("127.0.0.2", 9002))
    assert found["operator"].ready == (("127.0.0.1", 2525),)


def test_it_lets_the_demo_crawl_its_own_sites_only() -> None:
    demo = plan.demo_environment(web_port=1, site_ports=(9001, 9002), smtp_port=2, mail_port=3)
    assert demo["CRAWL_ALLOWED_NETWORKS"] == "127.0.0.1/32,127.0.0.2/32" and demo["CRAWL_ALLOWED_PORTS"] == "9001,9002"


def test_it_waits_longer_after_each_failure() -> None:
    assert [round(plan.restart_delay(n), 1) for n in (1, 2, 3)] == [0.1, 0.2, 0.4]
    assert plan.restart_delay(20) == 30.0 == plan.restart_delay(5000)


def test_it_asks_for_all_addresses_of_an_own_database() -> None:
    assert plan.missing_addresses({}) == ""
    assert "OWNER_DATABASE_URL and MATCHER_DATABASE_URL" in plan.missing_addresses({"DATABASE_URL": "x"})
    given = {"DATABASE_URL_FILE": "x", "OWNER_DATABASE_URL": "y", "MATCHER_DATABASE_URL": "z"}
    assert plan.missing_addresses(given) == ""


def test_it_migrates_as_the_owner_before_it_seeds() -> None:
    steps = plan.late_steps(demo=True)
    assert [(step.name, step.as_owner, step.beside) for step in steps] == [
        ("migrate", True, False), ("demo_seed", False, True),
    ]  # fmt: skip
