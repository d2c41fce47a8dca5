"""The secretariat brings lists in, says whom they mean, and decides between sources."""

from apps.treaties.import_models import ParticipantAlias, StatusConflict
from apps.treaties.measures.policies import owns as owns
from apps.treaties.models import ImportBatch, TreatyStatement
from apps.treaties.obligations import policies as policies
from apps.treaties.plans.policies import has_in_hands as has_in_hands
from focalpoint.policies import declare, may
from focalpoint.roles import Role

_keepers = may({Role.SECRETARIAT})

declare(ImportBatch, upload=_keepers)
declare(ParticipantAlias, map=_keepers)
declare(StatusConflict, decide=_keepers)
declare(TreatyStatement, withdraw=_keepers, retract=_keepers)
