"""Words of names and addresses that do not tell one person or company from another, folded."""

from __future__ import annotations

# addresses and degrees, which one record has and the other has not
_TITLES = """
    mr mrs ms miss dr prof herr frau mme mlle sig sra phd md mba esq ing dipl господин госпожа
    آقای خانم دکتر مهندس 先生 女士 小姐
"""
_SUFFIXES = "jr sr junior senior ii iii iv мл ст младший старший"
# legal forms, without dots
_LEGAL = """
    inc incorporated llc ltd limited plc corp corporation co company gmbh mbh ag kg kgaa ug ohg gbr se sa sas sarl srl
    spa snc bv nv oy oyj ab as asa aps kft zrt sro doo dd zoo llp lp lllp pte pty sdn bhd kk ltda sl slu sau sapi
    ооо ао оао зао пао нао ип тоо чп нко фгуп ooo oao zao pao شرکت سهامی عام خاص موسسه the and
"""
# mail that anybody can have: the first label of the domain
_FREE_MAIL = """
    gmail googlemail yahoo ymail hotmail outlook live msn icloud me aol gmx web t-online mail bk list inbox yandex ya
    rambler qq 163 126 sina foxmail protonmail proton zoho orange free laposte wanadoo libero seznam wp o2 interia
    onet ukr chmail fastmail hey tutanota comcast verizon att
"""
# what stands before the @ for everybody of a firm
_SHARED_LOCALS = """
    info sales office contact hello admin support mail team service post kontakt zakaz director buchhaltung reception
    secretary accounting hr jobs press marketing webmaster noreply postmaster account accounts billing help company
    enquiries inquiries general manager shop store booking reservations
"""
_POSTS = "department dept desk test unknown customer client отдел продаж"
# websites where many firms have a page: the label before the last, or the last two where one letter is no name
_NETWORKS = """
    facebook instagram linkedin vk t.me twitter x.com youtube tiktok telegram wixsite google github wordpress blogspot
    tilda taplink linktr medium
"""
# Chinese family names of two signs: the commonest of some eighty
_COMPOUND = """
    欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 公孙 公孫 慕容 令狐 司徒 端木 南宫 南宮 独孤 长孙 宇文
"""

TITLES = frozenset(_TITLES.split())
SUFFIXES = frozenset(_SUFFIXES.split())
LEGAL = frozenset(_LEGAL.split())
HAN_LEGAL = ("股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "株式会社", "公司", "주식회사")
FREE_MAIL = frozenset(_FREE_MAIL.split())
SHARED_LOCALS = frozenset(_SHARED_LOCALS.split())
# names of posts, which many firms have
NOBODY = SHARED_LOCALS | frozenset(_POSTS.split())
NETWORKS = frozenset(_NETWORKS.split())
COMPOUND = frozenset(_COMPOUND.split())
