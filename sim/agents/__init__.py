"""The agents as Mesa runs them: municipalities and the coordination unit; and cooperations.

Each agent asks a rule, changes its own state and remembers why.
"""

from sim.agents.cooperation import CROSS, Cooperation
from sim.agents.coordination_unit import CoordinationUnit
from sim.agents.council import Decision, Offer
from sim.agents.municipality import Municipality

__all__ = ["CROSS", "Cooperation", "CoordinationUnit", "Decision", "Municipality", "Offer"]
