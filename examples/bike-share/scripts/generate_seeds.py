"""Write the seeds of the bike-share example: one invented summer of a small city's bikes.

    python scripts/generate_seeds.py

The random numbers start from a fixed seed, so every run writes the same bytes. Bikes move: a ride
starts where its bike stands and leaves it where the ride ends, so stations fill and empty as they
would in a real city. The raw data has the usual dirt in it on purpose: codes in mixed case, rides
reported twice, false starts and bikes that were never docked.

Times are local wall-clock times without a zone, written as ``YYYY-MM-DD HH:MM:SS``.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import asin, cos, exp, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
FIRST_DAY = date(2025, 6, 1)
DAYS = 92
DISTRICTS = ("Old Town", "Harbour", "University", "Gardens", "Mills")
STREETS = (
    "Bridge", "Castle", "Chapel", "Cross", "Garden", "High", "King", "Lock", "Market", "Mill",
    "North", "Park", "Quay", "River", "School", "South", "Station", "Tower", "West", "Wharf",
)  # fmt: skip
PLANS = ("monthly", "annual", "student")
REPAIRS = {"puncture": 1, "brakes": 2, "chain": 2, "wheel": 4, "battery": 6}
"""Kinds of repair and the longest time each takes, in days."""

HOUR_WEIGHTS = (1, 1, 0, 0, 0, 1, 4, 12, 16, 8, 5, 6, 8, 7, 6, 7, 11, 17, 14, 9, 6, 4, 3, 2)
"""How likely a ride starts in each hour of the day; commuters make two peaks."""


@dataclass
class Station:
    """A docking station, its place in degrees and the number of its docks."""

    code: str
    name: str
    district: str
    latitude: float
    longitude: float
    docks: int
    popularity: float


@dataclass
class Bike:
    """A bike and, while the summer runs, where it stands and when it is free again."""

    number: str
    kind: str
    bought_on: date
    retired_on: date | None
    station: Station
    free_at: datetime
    away: list[tuple[date, date]] = field(default_factory=list[tuple[date, date]])

    def usable(self, at: datetime) -> bool:
        """Say whether the bike can be taken at a given moment."""
        day = at.date()
        return (
            self.free_at <= at
            and (self.retired_on is None or day < self.retired_on)
            and not any(first <= day <= last for first, last in self.away)
        )


class Member(NamedTuple):
    """A member, as a row of the seed."""

    number: str
    plan: str
    joined_on: date
    birth_year: int
    home_district: str


class Repair(NamedTuple):
    """A visit to the workshop; ``closed_on`` is None while the bike is still there."""

    bike_number: str
    opened_on: date
    closed_on: date | None
    kind: str


class Ride(NamedTuple):
    """A ride, as a row of the seed; its end is missing when the bike was never docked."""

    number: str
    bike_number: str
    member_number: str | None
    start_station_code: str
    end_station_code: str | None
    started_at: datetime
    ended_at: datetime | None
    reported_at: datetime


class Reading(NamedTuple):
    """A weather reading: degrees Celsius, millimetres of rain since the last, metres a second."""

    read_at: datetime
    temperature_c: float
    rain_mm: float
    wind_m_s: float


def distance_km(a: Station, b: Station) -> float:
    """Return the great-circle distance between two stations in kilometres."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half = (
        sin((lat_b - lat_a) / 2) ** 2
        + cos(lat_a) * cos(lat_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * 6371 * asin(sqrt(half))


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one seed with Unix line ends; ``None`` becomes an empty field."""
    with (SEEDS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make_stations(rng: random.Random) -> list[Station]:
    """Return 40 stations, eight in each district, spread round the district's middle."""
    stations: list[Station] = []
    for index in range(40):
        district = index % len(DISTRICTS)
        stations.append(
            Station(
                code=f"ST{index + 1:03d}",
                name=f"{STREETS[index % len(STREETS)]} {'Street' if index < 20 else 'Square'}",
                district=DISTRICTS[district],
                latitude=round(51.04 + 0.012 * (district % 3) + rng.uniform(-0.006, 0.006), 5),
                longitude=round(3.70 + 0.018 * (district // 2) + rng.uniform(-0.009, 0.009), 5),
                docks=rng.choice((10, 12, 16, 20, 24)),
                popularity=rng.choice((1, 1, 2, 3, 5)),
            )
        )
    return stations


def make_bikes(rng: random.Random, stations: list[Station]) -> list[Bike]:
    """Return 220 bikes, a third of them electric and a few retired during the summer."""
    opening = datetime.combine(FIRST_DAY, time())
    bikes: list[Bike] = []
    for index in range(220):
        retired = FIRST_DAY + timedelta(days=rng.randrange(20, DAYS)) if index % 24 == 7 else None
        bikes.append(
            Bike(
                number=f"B{index + 1:04d}",
                kind="electric" if rng.random() < 0.35 else "classic",
                bought_on=FIRST_DAY - timedelta(days=rng.randrange(30, 1200)),
                retired_on=retired,
                station=rng.choice(stations),
                free_at=opening,
            )
        )
    return bikes


def make_members(rng: random.Random) -> list[Member]:
    """Return 240 members; some join only after the summer has begun."""
    return [
        Member(
            number=f"M{index + 1:05d}",
            plan=rng.choices(PLANS, weights=(5, 3, 2))[0],
            joined_on=FIRST_DAY + timedelta(days=rng.randrange(-400, 60)),
            birth_year=rng.randrange(1950, 2008),
            home_district=rng.choice(DISTRICTS),
        )
        for index in range(240)
    ]


def make_weather(rng: random.Random) -> list[Reading]:
    """Return three readings a day: morning, afternoon and evening."""
    readings: list[Reading] = []
    for offset in range(DAYS):
        day = FIRST_DAY + timedelta(days=offset)
        warmth = rng.gauss(17 + 4 * exp(-(((offset - 50) / 30) ** 2)), 2.5)
        wet = rng.random() < 0.3
        for hour, warmer in ((8, -2.5), (14, 2.5), (20, -0.5)):
            readings.append(
                Reading(
                    read_at=datetime.combine(day, time(hour)),
                    temperature_c=round(warmth + warmer + rng.uniform(-0.8, 0.8), 1),
                    rain_mm=round(rng.expovariate(0.5), 1) if wet and rng.random() < 0.7 else 0.0,
                    wind_m_s=round(rng.uniform(0.5, 11), 1),
                )
            )
    return readings


def make_repairs(rng: random.Random, bikes: list[Bike]) -> list[Repair]:
    """Return visits to the workshop in order of their start.

    The visits are also noted on the bikes, which cannot be ridden on those days.
    """
    last_day = FIRST_DAY + timedelta(days=DAYS - 1)
    repairs: list[Repair] = []
    for bike in bikes:
        day = FIRST_DAY + timedelta(days=rng.randrange(1, 70))
        while day < (bike.retired_on or last_day):
            kind = rng.choice([k for k in REPAIRS if k != "battery" or bike.kind == "electric"])
            closed = day + timedelta(days=rng.randrange(0, REPAIRS[kind] + 1))
            repairs.append(Repair(bike.number, day, closed if closed <= last_day else None, kind))
            bike.away.append((day, closed))
            day = closed + timedelta(days=rng.randrange(15, 90))
    return sorted(repairs, key=lambda repair: (repair.opened_on, repair.bike_number))


def make_rides(
    rng: random.Random,
    stations: list[Station],
    bikes: list[Bike],
    members: list[Member],
    rain: dict[date, float],
) -> list[Ride]:
    """Return about 800 rides in order of their start; wet days see fewer of them.

    The bikes are moved as they are ridden. ``rain`` holds millimetres a day.
    """
    rides: list[Ride] = []
    for offset in range(DAYS):
        day = FIRST_DAY + timedelta(days=offset)
        joined = [member for member in members if member.joined_on <= day]
        for start in ride_starts(rng, day, rain[day]):
            free = [bike for bike in bikes if bike.usable(start)]
            bike = rng.choices(free, weights=[item.station.popularity for item in free])[0]
            goal = rng.choices(stations, weights=[item.popularity for item in stations])[0]
            member = rng.choice(joined).number if rng.random() < 0.72 else None
            rides.append(take_ride(rng, f"R{len(rides) + 1:06d}", bike, goal, member, start))
    return rides


def ride_starts(rng: random.Random, day: date, rain_mm: float) -> list[datetime]:
    """Return the moments at which the rides of a day start, in order."""
    usual = rng.gauss(11 if day.weekday() < 5 else 8, 2)
    hours = rng.choices(range(24), weights=HOUR_WEIGHTS, k=max(round(usual * exp(-rain_mm / 8)), 1))
    return sorted(
        datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60))) for hour in hours
    )


def take_ride(
    rng: random.Random, number: str, bike: Bike, goal: Station, member: str | None, start: datetime
) -> Ride:
    """Return one ride and leave the bike where it ended."""
    origin = bike.station
    code = origin.code.lower() if rng.random() < 0.06 else origin.code
    chance = rng.random()
    end: datetime | None
    docked: str | None
    if chance < 0.012:
        # Never docked: the bike is found and brought to the next station the day after.
        end, docked = None, None
        bike.station, bike.free_at = goal, start + timedelta(hours=30)
    elif chance < 0.035:
        # A false start: taken out and put straight back.
        end, docked = start + timedelta(seconds=rng.randrange(8, 55)), origin.code
        bike.free_at = end
    else:
        end, docked = start + timedelta(seconds=ride_seconds(rng, bike, origin, goal)), goal.code
        bike.station, bike.free_at = goal, end
    late = timedelta(minutes=rng.randrange(1, 20) if rng.random() < 0.95 else 1440)
    return Ride(number, bike.number, member, code, docked, start, end, (end or start) + late)


def ride_seconds(rng: random.Random, bike: Bike, origin: Station, goal: Station) -> int:
    """Return a likely length of a ride in seconds, from its distance and the kind of bike."""
    if origin is goal:
        return rng.randrange(600, 5400)
    speed = rng.gauss(17 if bike.kind == "electric" else 13, 2)
    detour = rng.uniform(1.2, 2.2)
    return 120 + round(distance_km(origin, goal) * detour / max(speed, 6) * 3600)


def with_repeats(rng: random.Random, rides: list[Ride]) -> list[Ride]:
    """Return the rides with one in forty sent again later, as a dock does after an outage."""
    result: list[Ride] = []
    for ride in rides:
        result.append(ride)
        if rng.random() < 0.025:
            again = ride.reported_at + timedelta(hours=rng.randrange(1, 12))
            result.append(ride._replace(reported_at=again))
    return result


def main() -> None:
    """Write all seeds."""
    rng = random.Random(20250601)  # noqa: S311 - invented data, no secret
    SEEDS.mkdir(exist_ok=True)
    stations = make_stations(rng)
    bikes = make_bikes(rng, stations)
    members = make_members(rng)
    weather = make_weather(rng)
    repairs = make_repairs(rng, bikes)
    rain: dict[date, float] = {}
    for reading in weather:
        day = reading.read_at.date()
        rain[day] = rain.get(day, 0.0) + reading.rain_mm
    rides = with_repeats(rng, make_rides(rng, stations, bikes, members, rain))

    write(
        "raw_stations",
        ("station_code", "station_name", "district", "latitude", "longitude", "docks"),
        [(s.code, s.name, s.district, s.latitude, s.longitude, s.docks) for s in stations],
    )
    write(
        "raw_bikes",
        ("bike_number", "kind", "bought_on", "retired_on"),
        [(b.number, b.kind, b.bought_on, b.retired_on) for b in bikes],
    )
    write(
        "raw_members",
        ("member_number", "plan", "joined_on", "birth_year", "home_district"),
        members,
    )
    write("raw_weather_readings", Reading._fields, weather)
    write(
        "raw_repairs",
        ("repair_number", "bike_number", "opened_on", "closed_on", "kind"),
        [(f"W{index + 1:04d}", *repair) for index, repair in enumerate(repairs)],
    )
    write(
        "raw_rides",
        (
            "ride_number", "bike_number", "member_number", "start_station_code",
            "end_station_code", "started_at", "ended_at", "reported_at",
        ),
        rides,
    )  # fmt: skip


if __name__ == "__main__":
    main()
