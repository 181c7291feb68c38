"""Names of drivers and outputs, with support, default and aggregation.

Flags: P positive, U unit interval, R real; A activity; V also multiplied by
availability; Q acquisition (a Bass curve is read as the exact flow).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .drivers import Declaration
from .laws import POSITIVE, REAL, UNIT

SUPPORT = {"P": POSITIVE, "U": UNIT, "R": REAL}


def declarations(table: str) -> dict[str, Declaration]:
    rows = {}
    for entry in table.replace("\n", ";").split(";"):
        if entry.strip():
            key, flags, default = entry.split()
            rows[key] = Declaration(
                key,
                SUPPORT[flags[0]],
                float(default),
                activity="A" in flags,
                follows_availability="V" in flags,
                acquisition="Q" in flags,
            )
    return rows


ENVIRONMENT = declarations("inflation R 0; fx P 1; fx_end P 1")

AUDIENCE = declarations(
    f"""
    mau_gross PA 0; added_pm PAQ 0
    retention_alpha P 0.668; retention_beta P 3.806
    opening_users P 0; opening_age_months P 12
    dau_mau U 0.5; minutes_per_dau_day P 60
    ad_load_elasticity P 0; ad_load_reference U 0
    ad_load_lag_years P {1 / 12 / math.log(1.5)!r}
    content_elasticity P 0; content_reference P 0; content_lag_years P 1
    """
)

ADVERTISING = declarations(
    """
    videos_per_hour P 120; ad_load U 0; fill_rate U 1; ecpm_ref P 0
    supply_elasticity P 0; impressions_reference_pm P 0
    demand P 1; demand_elasticity P 1; match_quality P 1
    ctr U 0.01; cvr U 0.01; conversion_value P 0; bid_to_value U 0.5
    interactive_share U 0; interactive_uplift P 1
    takeovers_per_day PAV 0; takeover_price P 0; sell_through U 1
    challenges_per_year PAV 0; challenge_price P 0
    sponsored_deals_pm PAV 0; sponsored_deal_value P 0
    sponsored_marketplace_fee U 0.1
    collaboration_deals_pm PAV 0; collaboration_deal_value P 0
    collaboration_marketplace_fee U 0.1
    agency_rebate U 0; shared_inventory_share U 0; publisher_share U 0
    traditional_roas P 0
    """
)

COMMERCE = declarations(
    """
    buyer_share UA 0; orders_per_buyer_pm P 1; aov P 0
    cancel_rate U 0; refund_rate U 0; tax_rate U 0; platform_discount_rate U 0
    short_video_weight P 1; live_weight P 0; shop_tab_weight P 0
    short_video_take_rate U 0; live_take_rate U 0; shop_tab_take_rate U 0
    transaction_fee P 0; payment_fee_rate U 0; parcels_per_order P 1
    logistics_attach U 0; logistics_fee P 0; items_per_order P 1
    refund_admin_share U 0; refund_admin_cap P 1e12; shipping_subsidy P 0
    affiliate_share U 0; own_sales_pm PAV 0; own_return_rate U 0
    own_cost_rate U 0
    """
)

VIRTUAL_GOODS = declarations(
    """
    payer_share UA 0; arppu_pm P 0; turnover P 12; breakage U 0
    escheat_share U 0; opening_liability P 0
    items_weight P 1; gifts_weight P 0; promotion_weight P 0
    durable_share U 0; payer_life_months P 12; store_share U 0; store_fee U 0.3
    gift_card_sales_pm PAV 0; gift_card_turnover P 4; gift_card_breakage U 0
    gift_card_opening_liability P 0
    game_payer_share UA 0; game_arppu_pm P 0; game_platform_share U 0.3
    secondary_volume_pm PAV 0; secondary_fee U 0; top1_share U 0
    """
)

PRODUCT = declarations(
    """
    new_customers_pm PAVQ 0; acv P 0; expansion P 0; contraction U 0; churn U 0
    opening_arr P 0; opening_customers P 0; commit_pm P 0; units_pm P 0
    included_pm P 0; overage_price P 0; records_pm PAV 0; consent_rate U 1
    record_price P 0; prepaid_months P 0; gross_margin U 0.7; cac P 0
    """
)

PARTNERSHIP = declarations(
    """
    gateway_tpv_pm PAV 0; gateway_bps P 0; gateway_transactions_pm PAV 0
    gateway_fee P 0; gateway_interchange_rate U 0
    third_party_parcels_pm PAV 0; third_party_parcel_fee P 0
    cross_promotion_users_pm PAQ 0
    """
)

DEAL = declarations(
    """
    base_pm PAV 0; guarantee P 0; fixed_fee_per_year P 0
    renewal_probability U 0; default_hazard P 0
    """
)

CREATOR = declarations(
    """
    long_share U 0; duet_share U 0; sponsored_share U 0; rpm P 0
    engagement_index P 1; pool_per_year PA 0
    added_subscribers_pm PAVQ 0; subscription_alpha P 0.668
    subscription_beta P 3.806; opening_subscribers P 0
    opening_subscription_age_months P 6; subscription_price_pm P 0
    subscription_store_fee U 0; subscription_platform_share U 0.5
    tips_pm PAV 0; tip_fee U 0; gift_platform_share U 0.5
    """
)

FLOW, STOCK, BALANCE, RATIO = "flow", "stock", "balance", "ratio"


@dataclass(frozen=True)
class Output:
    """A ratio is scale * numerator / denominator, both outputs themselves."""

    kind: str
    money: bool = False
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0
    hidden: bool = False


Outputs = dict[str, Output]


def several(
    names: str, kind: str, money: bool = False, hidden: bool = False
) -> Outputs:
    return {name: Output(kind, money, hidden=hidden) for name in names.split()}


def money(names: str, kind: str = FLOW) -> Outputs:
    return several(names, kind, money=True)


def hidden(names: str, kind: str = FLOW, money: bool = False) -> Outputs:
    return several(names, kind, money, hidden=True)


def ratio(name: str, numerator: str, denominator: str, scale: float = 1.0) -> Outputs:
    return {name: Output(RATIO, False, numerator, denominator, scale)}


STREAM_OUTPUTS = money("revenue revenue_gross revenue_net contribution bookings")
