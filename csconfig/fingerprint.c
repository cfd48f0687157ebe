#include "fingerprint.h"

#include "normal.h"

/* What the default rules of Azure AD Connect 1.1.130.0 do: normal_fingerprint() by tag. */
static const struct {
    const char *tag;
    uint64_t fingerprint;
} known[] = {
    {"Microsoft.InfromAADContactExchangeHybrid.003", UINT64_C(0xDE86B37BEF2D799D)},
    {"Microsoft.InfromAADContactJoin.003", UINT64_C(0xFDA2DC1F4E6E469C)},
    {"Microsoft.InfromAADGroupExchangeHybrid.003", UINT64_C(0x744AC990EDFCAD44)},
    {"Microsoft.InfromAADGroupJoin.004", UINT64_C(0xF5524E32A047A60E)},
    {"Microsoft.InfromAADUserExchangeHybrid.003", UINT64_C(0xB840530DC27E9781)},
    {"Microsoft.InfromAADUserJoin.004", UINT64_C(0x92A09A435066A9B2)},
    {"Microsoft.InfromAADUserNGCKey.001", UINT64_C(0xFFAEDEC2935D307A)},
    {"Microsoft.InfromADComputerJoin.002", UINT64_C(0xF814BAC3F35E13BC)},
    {"Microsoft.InfromADContactCommon.004", UINT64_C(0x6FEDEFAA64CD62CB)},
    {"Microsoft.InfromADContactJoin.003", UINT64_C(0xAF80E8D550F13907)},
    {"Microsoft.InfromADContactLync.003", UINT64_C(0x5DB3997778FE198D)},
    {"Microsoft.InfromADDeviceCommon.001", UINT64_C(0xB1D066698A33FC89)},
    {"Microsoft.InfromADForeignSecurityPrincipalJoinUser.001", UINT64_C(0x117F942C24C81CD0)},
    {"Microsoft.InfromADGroupCommon.004", UINT64_C(0x549060DBDC86CA0F)},
    {"Microsoft.InfromADGroupExchange.004", UINT64_C(0x17C3C15671009CD4)},
    {"Microsoft.InfromADGroupJoin.003", UINT64_C(0x6A540FB63FAF3D43)},
    {"Microsoft.InfromADInetOrgPersonAccountEnabled.003", UINT64_C(0x1B88FF88677AEFAA)},
    {"Microsoft.InfromADInetOrgPersonCommon.004", UINT64_C(0x306F24AA703CBB10)},
    {"Microsoft.InfromADInetOrgPersonCommonfromExchange.004", UINT64_C(0xBE01ECA42D0CC9C7)},
    {"Microsoft.InfromADInetOrgPersonExchange.003", UINT64_C(0x295D78A2D5A6A29C)},
    {"Microsoft.InfromADInetOrgPersonJoin.003", UINT64_C(0xBB0E3F20D99E76C5)},
    {"Microsoft.InfromADInetOrgPersonLync.003", UINT64_C(0x6D268BDE94D6FEF8)},
    {"Microsoft.InfromADUserAccountEnabled.004", UINT64_C(0xC5C53E7D21574E44)},
    {"Microsoft.InfromADUserCommon.004", UINT64_C(0xCD89616A17B3B286)},
    {"Microsoft.InfromADUserCommonfromExchange.004", UINT64_C(0x3763888C4F83C337)},
    {"Microsoft.InfromADUserExchange.003", UINT64_C(0x8419C7CA0ED5207A)},
    {"Microsoft.InfromADUserJoin.003", UINT64_C(0x174AF9976C24502F)},
    {"Microsoft.InfromADUserLync.004", UINT64_C(0x02388927CA44AF90)},
    {"Microsoft.OuttoAADContactAzureRMS.003", UINT64_C(0x6EC6D3C6B6CA540E)},
    {"Microsoft.OuttoAADContactDynamicsCRM.003", UINT64_C(0x97D03E266F94608C)},
    {"Microsoft.OuttoAADContactExchangeOnline.003", UINT64_C(0x7A7C3AFABA141E1C)},
    {"Microsoft.OuttoAADContactIdentity.003", UINT64_C(0x97469656540EB54B)},
    {"Microsoft.OuttoAADContactIntune.003", UINT64_C(0x66FA07B4D2913D4B)},
    {"Microsoft.OuttoAADContactJoin.003", UINT64_C(0x33A211F702E08D27)},
    {"Microsoft.OuttoAADContactLyncOnline.003", UINT64_C(0x279A5E0AFB811493)},
    {"Microsoft.OuttoAADContactSharePointOnline.003", UINT64_C(0x8EBEFD56119D795E)},
    {"Microsoft.OuttoAADGroupAzureRMS.004", UINT64_C(0xC70764A2A49E2368)},
    {"Microsoft.OuttoAADGroupDynamicsCRM.004", UINT64_C(0x65D684C450FF4B88)},
    {"Microsoft.OuttoAADGroupExchangeOnline.005", UINT64_C(0x87B147376FD475B6)},
    {"Microsoft.OuttoAADGroupIdentity.004", UINT64_C(0x1549CEBC4FAC68FB)},
    {"Microsoft.OuttoAADGroupIntune.004", UINT64_C(0xE01960CA9A8B79AF)},
    {"Microsoft.OuttoAADGroupJoin.006", UINT64_C(0xED5DAF16A1A08968)},
    {"Microsoft.OuttoAADGroupLyncOnline.004", UINT64_C(0x3B1B3EA9654982C3)},
    {"Microsoft.OuttoAADGroupSharePointOnline.004", UINT64_C(0xB9F02A7E60BAC26F)},
    {"Microsoft.OuttoAADJoinSOAInAD.002", UINT64_C(0x85AEBFDB2901B132)},
    {"Microsoft.OuttoAADUserAzureRMS.004", UINT64_C(0xAA628C260DC4DD76)},
    {"Microsoft.OuttoAADUserDynamicsCRM.004", UINT64_C(0xC434771E84D64604)},
    {"Microsoft.OuttoAADUserExchangeOnline.004", UINT64_C(0x8F2B6F331B8B6F3B)},
    {"Microsoft.OuttoAADUserIdentity.005", UINT64_C(0x031F6C8767317E4B)},
    {"Microsoft.OuttoAADUserIntune.004", UINT64_C(0x7DE24D4717C3713F)},
    {"Microsoft.OuttoAADUserJoin.006", UINT64_C(0x65E8390691306705)},
    {"Microsoft.OuttoAADUserLyncOnline.004", UINT64_C(0xC0105EA941C4FEDB)},
    {"Microsoft.OuttoAADUserOfficeProPlus.004", UINT64_C(0xDBF3716B104A1140)},
    {"Microsoft.OuttoAADUserSharePointOnline.004", UINT64_C(0xD74A7261544D8029)},
    {"Microsoft.OuttoADContactExchangeHybrid.003", UINT64_C(0x6A94BE7079E4AA4A)},
    {"Microsoft.OuttoADContactJoin.003", UINT64_C(0xDF61D2D78504C419)},
    {"Microsoft.OuttoADGroupExchangeHybrid.004", UINT64_C(0x1F7C951203167F68)},
    {"Microsoft.OuttoADGroupJoin.004", UINT64_C(0x56C04DC5419E25C8)},
    {"Microsoft.OuttoADInetOrgPersonExchangeHybrid.003", UINT64_C(0x15505EB19B8E67C2)},
    {"Microsoft.OuttoADInetOrgPersonJoin.003", UINT64_C(0x53F5D9B289299F5E)},
    {"Microsoft.OuttoADUserExchangeHybrid.003", UINT64_C(0xD6A594355F84469A)},
    {"Microsoft.OuttoADUserJoinSOAInAD.004", UINT64_C(0x03887F0BACB03AA7)},
};

fingerprint_result fingerprint_check(const cs_rule *rule)
{
    uint64_t found = normal_fingerprint(rule);
    bool any = false;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!cs_text_equal_nocase(rule->tag, cs_text_from(known[i].tag)))
            continue;
        if (known[i].fingerprint == found)
            return FINGERPRINT_SAME;
        any = true;
    }
    return any ? FINGERPRINT_CHANGED : FINGERPRINT_UNKNOWN;
}
